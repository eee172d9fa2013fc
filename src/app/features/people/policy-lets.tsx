import type { BuiltInPolicy } from '../../../domain/policy/built-in-policies.ts';
import styles from './people.module.css';

/** What a built-in policy lets somebody do, a line a thing. */
export const PolicyLets = ({ policy }: { readonly policy: BuiltInPolicy }) => (
  <ul className={styles['may']} aria-label={`What ${policy.title} may do`}>
    {policy.may.map(({ words }) => (
      <li key={words}>{words}</li>
    ))}
  </ul>
);
