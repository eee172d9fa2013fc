import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { shortArn } from '../../ui/shorten.ts';
import { othersHidden, statementName, type Decision } from './decision-words.ts';
import styles from './simulator.module.css';

const FEW = 12;
const number = new Intl.NumberFormat('en');

/** Everybody else to whom the same request would be allowed. */
export function OthersCard({
  decision,
  hrefOf,
}: {
  readonly decision: Decision;
  /** The same request by somebody else. */
  readonly hrefOf: (arn: string) => string;
}) {
  const [all, showAll] = useState(false);
  const others = decision.Others ?? [];
  const left = decision.OthersLeft ?? 0;
  const hidden = othersHidden(decision);
  if (hidden !== null)
    return (
      <Card title="Who else could">
        <p className="quiet">{hidden}</p>
      </Card>
    );
  const shown = all ? others : others.slice(0, FEW);
  return (
    <Card
      title="Who else could"
      note={others.length === 0 && left === 0 ? 'nobody' : number.format(others.length)}
    >
      {left > 0 && (
        <p className="quiet">
          {number.format(left)} more were not asked: with this policy that takes longer than is spent on it.
        </p>
      )}
      {others.length === 0 && left === 0 ? (
        <p className="quiet">The same request would be refused to everybody else on this desk.</p>
      ) : (
        <ul className={styles['others']}>
          {shown.map(({ PrincipalArn, DecidedBy }) => {
            const by = DecidedBy.at(-1);
            return (
              <li key={PrincipalArn}>
                <Link href={hrefOf(PrincipalArn)} dir="auto">
                  {shortArn(PrincipalArn)}
                </Link>
                {by !== undefined && <span className="quiet">by {statementName(by)}</span>}
              </li>
            );
          })}
        </ul>
      )}
      {others.length > shown.length && (
        <Button small onClick={() => showAll(true)}>
          Show all {number.format(others.length)}
        </Button>
      )}
    </Card>
  );
}
