/** What stands in the rooms and never moves, and what is made of wood and paper. */

/** Lit over the room where the step happens. */
export const Lamp = ({ x, y }: { readonly x: number; readonly y: number }) => (
  <g transform={`translate(${x} ${y})`}>
    <path className="l" d="M0 2v12" />
    <path className="wood2 l" d="M-6 14h12l10 14h-32z" />
  </g>
);

/** The desk's bell: the API endpoint. */
export const Bell = () => (
  <>
    <path className="wood2 l" d="M-11-3a11 11 0 0 1 22 0z" />
    <path className="l" d="M-14 0h28M0-14v-3" />
  </>
);

/** The logbook: a line for every visit, before anything is handed over. */
export const Book = () => (
  <>
    <path className="paper l onp" d="M0 0l-30-4v-12l30 5 30-5v12z" />
    <path className="l1 onp" d="M0-11V0M-24-11.5l18 3M-24-7.5l18 3M6-8.5l18-3" />
  </>
);

/** The seal press, where the master key wraps and unwraps. */
export const Press = () => (
  <>
    <path className="wood l" d="M-54-40H54v7H-54zM-50-33H50V0H-50z" />
    <path className="wood2 l" d="M-50-49H50v9H-50zM-46-117h7v68h-7zM39-117h7v68h-7zM-52-126H52v9H-52z" />
    <path className="wood2 l" d="M-3.5-117h7v5h-7zM-24-112H24v5H-24zM-3-136H3v10H-3zM-17-140h34v5h-34z" />
  </>
);

/** What the desk hands over stands on it. */
export const Tray = () => <path className="wood2 l" d="M-84-5h168l-5 6H-79z" />;

/** The request: a key's name, and no payload. */
export const Slip = () => (
  <>
    <path className="paper l onp" d="M-80-27H72l8 8v46H-80z" />
    <path className="l1 onp" d="M72-27v8h8" />
  </>
);

/** A cover over the tray: what is under it travels unseen, as under TLS. */
export const Cover = () => (
  <>
    <path className="wood2 l" d="M-34-2a34 34 0 0 1 68 0z" />
    <path className="l1" d="M-22-8a22 22 0 0 1 10-15" />
    <circle className="wood2 l" cx="0" cy="-40" r="4" />
    <path className="l" d="M-39 0h78" style={{ strokeWidth: 2.4 }} />
  </>
);
