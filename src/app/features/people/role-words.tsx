import { identityPolicyWords } from '../../../domain/policy/action-words.ts';
import styles from './people.module.css';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** An identity policy in English, a sentence a statement. */
export const RoleWords = ({ text }: { readonly text: string }) => (
  <dl className={styles['statements']}>
    {identityPolicyWords(text).map(({ name, effect, actions }) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>
          {effect === 'Allow' ? 'May ' : 'May never '}
          {list.format(actions)}.
        </dd>
      </div>
    ))}
  </dl>
);
