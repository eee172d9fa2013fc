import { Fragment } from 'react';
import { Link } from '../../ui/link.tsx';
import styles from './access.module.css';
import { askedText, deciderFrame, deciderHref, deciderName, type Decider } from './decider-words.ts';

function One({ by, keyId }: { readonly by: Decider; readonly keyId: string | null }) {
  const href = deciderHref(by, keyId);
  const [before, after] = deciderFrame(by);
  const name = deciderName(by);
  const asked = askedText(by);
  if (by.Source === 'ROOT') return 'the account itself';
  return (
    <>
      {before}
      {href === null ? (
        name
      ) : (
        <Link href={href} className="link" dir="auto">
          {name}
        </Link>
      )}
      {after}
      {asked !== '' && (
        <>
          , {by.Effect === 'Deny' ? 'when' : 'only when'} <span className={styles['asked']}>{asked}</span>
        </>
      )}
    </>
  );
}

/** What lets somebody in, and what may forbid it: `by Use of the key of the key’s policy, only when tenant = acme`. */
export function Deciders({
  all,
  keyId,
}: {
  readonly all: readonly Decider[];
  readonly keyId: string | null;
}) {
  const allows = all.filter(({ Effect }) => Effect === 'Allow');
  const denies = all.filter(({ Effect }) => Effect === 'Deny');
  const listed = (some: readonly Decider[]) =>
    some.map((by, i) => (
      <Fragment key={`${by.Source} ${by.Policy ?? ''} ${by.Statement}`}>
        {i > 0 && ' and '}
        <One by={by} keyId={keyId} />
      </Fragment>
    ));
  return (
    <>
      by {listed(allows)}
      {denies.length > 0 && <>; denied by {listed(denies)}</>}
    </>
  );
}
