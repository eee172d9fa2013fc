/** What is made of brass: key material, and the envelope that carries one. The origin is the point by which a thing is held. */

/** A large key with a trefoil bow: it hangs on a hook inside the vault, and has no other place in any step. */
export const MasterKey = () => (
  <>
    <g className="brass" style={{ strokeWidth: '3' }}>
      <circle cx="0" cy="9" r="8.5" />
      <circle cx="-9" cy="22" r="8.5" />
      <circle cx="9" cy="22" r="8.5" />
      <path d="M-5 26H5v6h-2.2v52H10v-5h5v14h-5v-4H4v4h-6.8V32H-5z" />
    </g>
    <g fill="var(--desk-key-fill)">
      <circle cx="0" cy="18" r="6" />
      <circle cx="0" cy="9" r="8.5" />
      <circle cx="-9" cy="22" r="8.5" />
      <circle cx="9" cy="22" r="8.5" />
      <path d="M-5 26H5v6h-2.2v52H10v-5h5v14h-5v-4H4v4h-6.8V32H-5z" />
    </g>
    <g fill="var(--desk-safe)" stroke="var(--desk-key-line)" strokeWidth="1.2">
      <circle cx="0" cy="8" r="3.6" />
      <circle cx="-10" cy="22.5" r="3.6" />
      <circle cx="10" cy="22.5" r="3.6" />
    </g>
  </>
);

const KEY =
  'M0-11a11 11 0 1 0 10.4 14.4H40v8h5.500v-6h4v6H55V-3.400H10.400A11 11 0 0 0 0-11Zm0 6a5 5 0 1 1 0 10 5 5 0 0 1 0-10Z';

/** The plaintext data key before the desk has tied its fob on. */
export const BareKey = () => (
  <>
    <path className="brass" fillRule="evenodd" d={KEY} />
  </>
);

/** The plaintext data key: it exists only between being handed over and being wiped. */
export const RoomKey = () => (
  <>
    <path className="l1" d="M-1 9q-4 4-2 9" />
    <path className="paper l onp" d="M-10 18l7-5h2l7 5v20a2 2 0 0 1-2 2h-12a2 2 0 0 1-2-2z" />
    <path className="l1 onp" d="M-6 26h8M-6 31h8" />
    <BareKey />
  </>
);

/** Only an outline is left: the bytes were overwritten with zeros, or no copy was kept. */
export const GhostKey = () => (
  <>
    <path className="ghost" fillRule="evenodd" d={KEY} />
  </>
);

/** What a wiped key falls into. */
export const Crumbs = () => (
  <g fill="var(--desk-key-fill)">
    <path d="M4 16h6v6H4zM20 20h5v5h-5zM34 15h6v6h-6zM46 22h5v5h-5z" />
    <path opacity=".55" d="M12 30h4v4h-4zM28 32h4v4h-4zM42 34h4v4h-4z" />
  </g>
);

/** The wrapped data key. The wax bears the version of the master key that closed it. */
export const Envelope = ({ version }: { readonly version: number }) => (
  <>
    <rect className="paper l onp" x="-32" y="-21" width="64" height="42" rx="2" />
    <path className="l1 onp" d="M-31-20L0 4 31-20M-31 20L-9-3M31 20L9-3" style={{ strokeWidth: '1.2' }} />
    <path
      className="brass"
      d="M0-9q4-3 6 1 5 0 4 5 4 3 0 6 1 5-4 5-2 4-6 1-4 3-6-1-5 0-4-5-4-3 0-6-1-5 4-5 2-4 6-1z"
      transform="translate(0 3)"
    />
    <text className={version < 10 ? 'wax' : 'wax long'} y={version < 10 ? 8 : 7} textAnchor="middle">
      v{version}
    </text>
  </>
);

/** What one flipped bit looks like: a bite out of the envelope's edge, and a crack from it to the wax. */
export const FlippedBit = () => (
  <>
    <path className="safe" d="M33-14L22-9l5 5-9 3 7 6-4 3 12 4z" />
    <path className="flip" d="M33-14L22-9l5 5-9 3 7 6-4 3 12 4" />
  </>
);

/** The wrapped data key, opened by the master key inside the vault. */
export const OpenEnvelope = () => (
  <>
    <path className="paper l onp" d="M-32-18L0-38 32-18V22H-32z" />
    <path className="l1 onp" d="M-32-18L0 6 32-18M-31 21L-9 0M31 21L9 0" style={{ strokeWidth: '1.2' }} />
  </>
);

/** A master key that the vault has erased: the outline of the one that hung there. */
export const GhostMaster = () => (
  <>
    <path
      className="ghost"
      d="M-5 30.500A8.500 8.500 0 1 1-7.500 13.600A8.500 8.500 0 1 1 7.500 13.600A8.500 8.500 0 1 1 5 30.500"
    />
    <path className="ghost" d="M-2.800 32v52H10v-5h5v14h-5v-4H4v4h-6.800z" />
  </>
);
