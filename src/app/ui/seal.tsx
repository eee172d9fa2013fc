/** The wax seal: fourteen scallops in brass. Only for something that is signed or proved; `label` says what. */
export function Seal({ size, label }: { readonly size: 16 | 24 | 48; readonly label: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      role="img"
      aria-label={label}
      style={{ flex: 'none', color: 'var(--brass-fill)' }}
    >
      <path
        fill="currentColor"
        d="M22.2 12A2.5 2.5 0 0 1 21.19 16.43 2.5 2.5 0 0 1 18.36 19.97 2.5 2.5 0 0 1 14.27 21.94 2.5 2.5 0 0 1 9.73 21.94 2.5 2.5 0 0 1 5.64 19.97 2.5 2.5 0 0 1 2.81 16.43 2.5 2.5 0 0 1 1.8 12 2.5 2.5 0 0 1 2.81 7.57 2.5 2.5 0 0 1 5.64 4.03 2.5 2.5 0 0 1 9.73 2.06 2.5 2.5 0 0 1 14.27 2.06 2.5 2.5 0 0 1 18.36 4.03 2.5 2.5 0 0 1 21.19 7.57 2.5 2.5 0 0 1 22.2 12Z"
      />
      <circle cx="12" cy="12" r="7.6" fill="none" stroke="var(--on-brass)" strokeWidth=".75" opacity=".55" />
      <path
        d="m8.6 12.2 2.4 2.4 4.4-4.8"
        fill="none"
        stroke="var(--on-brass)"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
