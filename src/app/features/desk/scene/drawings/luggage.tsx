import { paperLines } from '../writing.ts';

/** The payload in plaintext. Its first words stand on the paper; a payload that is no text shows lines. Origin: bottom left, as for all luggage. */
export function OpenCase({ payload }: { readonly payload: string }) {
  const written = paperLines(payload);
  return (
    <>
      <rect className="wood l" x="4" y="-100" width="104" height="60" rx="7" />
      <rect className="case l1" x="11" y="-94" width="90" height="52" rx="3" />
      <path className="paper l onp" d="M19-90h74v50H19z" />
      {written.map((line, row) => (
        <text key={row} className="onpaper writing" x="24" y={-73 + row * 16}>
          {line}
        </text>
      ))}
      {written.length === 0 && <path className="l1 onp" d="M26-78h58M26-68h42M26-58h50M26-48h30" />}
      <path className="case l" d="M0-46h112v37a9 9 0 0 1-9 9H9a9 9 0 0 1-9-9z" />
      <path className="l1" d="M10-36h92" opacity=".4" />
      <path
        className="wood2 l1"
        d="M5-46h18v12a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2zM89-46h18v12a2 2 0 0 1-2 2H91a2 2 0 0 1-2-2z"
      />
      <path className="l1" d="M42-20h28" style={{ strokeWidth: '3' }} />
    </>
  );
}

/** The ciphertext, with its first bytes as texture; the legible twin is in the bytes panel. */
export const LockedCase = ({ rows }: { readonly rows: readonly string[] }) => (
  <>
    <path className="l" d="M38-82v-8q0-6 6-6h24q6 0 6 6v8" style={{ strokeWidth: '3.2' }} />
    <rect className="ciph l" y="-82" width="112" height="82" rx="9" />
    <path className="l1" d="M0-41h112" opacity=".6" />
    <rect className="wood2 l" x="5" y="-54" width="18" height="26" rx="2" />
    <circle cx="14" cy="-44" r="3" fill="var(--desk-stroke)" />
    <path d="M14-44l-2.2 9h4.400z" fill="var(--desk-stroke)" />
    <rect className="wood2 l" x="89" y="-54" width="18" height="26" rx="2" />
    <g aria-hidden="true">
      {rows.map((row, at) => (
        <text key={at} className="hex" x="28" y={[-64, -50, -24, -10][at]}>
          {row}
        </text>
      ))}
    </g>
  </>
);

/** Lead seal on the right clasp: the authentication tag. */
export const LeadSeal = () => (
  <>
    <path className="lead" d="M98-54l10 5.500v12l-10 5.5-10-5.500v-12z" />
    <path
      d="M93.5-43l3.4 3.4 5.8-7"
      fill="none"
      stroke="var(--desk-tag)"
      strokeWidth="1.8"
      strokeLinecap="round"
    />
  </>
);

/** Ticket on the handle: the nonce. */
export const Ticket = () => (
  <>
    <path className="l1" d="M72-88q10-3 15 2" />
    <path className="nonce" d="M80-92l30 7v6q-3 1-3 4l1 5-30-7v-6q3-1 3-4z" />
    <path d="M87-83.500l15 3.5" stroke="var(--desk-nonce)" strokeWidth="1.6" strokeDasharray="3 2" />
  </>
);

/** Another record, with an envelope of its own. */
export const OtherCase = () => (
  <>
    <path className="faint" d="M26-50v-6q0-3 3-3h14q3 0 3 3v6" />
    <rect className="faint" width="72" height="50" y="-50" rx="6" />
    <path className="faint" d="M8-50V0M64-50V0" />
    <path className="faint" d="M46-54q30 0 38 16" />
    <rect className="faint" x="80" y="-38" width="34" height="23" rx="1.5" />
    <path className="faint" d="M80-38l17 13 17-13" />
    <circle className="faint" cx="97" cy="-25" r="4" />
  </>
);

/** Holds the guest’s luggage: it stays in the guest’s own process. */
export const Rack = () => (
  <>
    <path className="l" d="M-4 0h120M8 1l88 49M104 1L16 50M16 30h80" style={{ strokeWidth: '2' }} />
  </>
);
