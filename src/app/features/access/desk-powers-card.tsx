import { Card } from '../../ui/page.tsx';
import styles from './access.module.css';
import { Deciders } from './deciders.tsx';
import { powersOf } from './desk-powers.ts';
import type { Access } from './access-model.ts';

const number = new Intl.NumberFormat('en');

/** Whoever may do one of these can give themselves all the rest (docs/identity-policies.md). */
const AS_ADMINISTRATOR: ReadonlySet<string> = new Set([
  'keydesk:PutIdentityPolicy',
  'keydesk:UpdatePrincipalPolicies',
  'keydesk:UpdatePrincipalTags',
]);

/** What a person or service can do on the desk itself, statement by statement. */
export function DeskPowersCard({
  name,
  actions,
}: {
  readonly name: string;
  readonly actions: NonNullable<Access['deskActions']>;
}) {
  const decides = actions.some(({ Action }) => AS_ADMINISTRATOR.has(Action));
  return (
    <Card
      title="On the desk itself"
      note={
        actions.length === 0
          ? 'Nothing: no identity policy allows it anything that is done on no key.'
          : `${name} can do ${number.format(actions.length)} ${actions.length === 1 ? 'thing' : 'things'} that need no key.`
      }
    >
      {decides && (
        <p className={styles['decides']}>
          {name} may write or give identity policies, or the tags that they go by: that is as good as
          administrator.
        </p>
      )}
      <ul className={styles['powers']}>
        {powersOf(actions).map(({ id, deciders, levels }) => (
          <li key={id}>
            <p>
              <Deciders all={deciders} keyId={null} />
            </p>
            <dl>
              {levels.map(({ words, actions: of }) => (
                <div key={words}>
                  <dt>{words}</dt>
                  <dd>{of.join(', ')}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </Card>
  );
}
