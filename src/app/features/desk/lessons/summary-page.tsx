import { paths } from '../../../paths.ts';
import { usePrefetched } from '../../../query/query.ts';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { Link } from '../../../ui/link.tsx';
import { Page, PageHead } from '../../../ui/page.tsx';
import { Time, useNow } from '../../../ui/time.tsx';
import { QUIZ, quizMark } from '../quiz/quiz.ts';
import { boxOf } from '../custody.ts';
import { LESSONS } from './lessons.ts';
import { STEPS } from './steps.ts';
import { CODE, LINES, MISTAKES, spectrumOf, WALK } from './summary.ts';
import styles from './summary.module.css';
import { prefetchSight, useLessons } from './use-lessons.ts';

export async function loader(): Promise<null> {
  await prefetchSight();
  return null;
}

/** How far this person has come: what stands above is worth more when it was done. */
function Yours() {
  const { marks, done } = useLessons();
  const { Name } = usePrefetched('GetSession', {}).Principal;
  const all = Object.entries(STEPS).flatMap(([flow, steps]) => steps.map((step) => `desk/${flow}/${step}`));
  const counts = [
    [all.filter((mark) => marks.has(mark)).length, all.length, 'steps walked'],
    [QUIZ.filter((card) => marks.has(quizMark(card))).length, QUIZ.length, 'questions answered'],
    [LESSONS.filter(done).length, LESSONS.length, 'lessons done'],
  ] as const;
  return (
    <section className={styles['yours']}>
      <h2>
        <bdi>{Name}</bdi>, so far
      </h2>
      <p className="figures">
        {counts.map(([count, of, words]) => (
          <span key={words}>
            <b>{count}</b> of {of} {words}
          </span>
        ))}
      </p>
    </section>
  );
}

function Spectrum({ module }: { readonly module: string }) {
  return (
    <section className={styles['wide']}>
      <h2>Where keys live, worst to best</h2>
      <div className={styles['scrolls']}>
        <table>
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">Who can see the key</th>
              <th scope="col">Rotation</th>
              <th scope="col">Use</th>
            </tr>
          </thead>
          <tbody>
            {spectrumOf(boxOf(module)).map((row) => (
              <tr key={row.where}>
                <th scope="row">
                  {row.where}
                  {row.where === 'KMS' && <span className={styles['here']}>this desk, on {module}</span>}
                </th>
                <td>{row.sees}</td>
                <td>{row.rotation}</td>
                <td>{row.verdict}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function Component() {
  const desk = usePrefetched('DescribeDesk', {});
  const now = useNow();
  return (
    <div className={styles['sheet']}>
      <Page>
        <PageHead
          title="Envelope encryption on one page"
          crumb={<Link href={paths.desk()}>Envelope desk</Link>}
          purpose="As this desk does it: what a master key is for, what a data key is for, and what stays where."
          actions={
            <>
              <ButtonLink href={paths.lessons()}>Lessons</ButtonLink>
              <Button kind="primary" onClick={() => window.print()}>
                Print
              </Button>
            </>
          }
        />
        <div className={styles['parts']}>
          <section>
            <h2>Six lines</h2>
            <ol className={styles['lines']}>
              {LINES.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ol>
          </section>
          <section>
            <h2>Five steps</h2>
            <ol className={styles['lines']}>
              {WALK.map(({ title, words, by }) => (
                <li key={title}>
                  <b>{title}</b> <span className={styles['by']}>{by}</span>
                  <br />
                  {words}
                </li>
              ))}
            </ol>
          </section>
          <Spectrum module={desk.Vault.Module} />
          <section className={styles['wide']}>
            <h2>Four mistakes that cost hours</h2>
            <dl className={styles['mistakes']}>
              {MISTAKES.map(({ title, words }) => (
                <div key={title}>
                  <dt>{title}</dt>
                  <dd>{words}</dd>
                </div>
              ))}
            </dl>
          </section>
          <section className={styles['wide']}>
            <h2>Four lines</h2>
            <CodeBlock title="Python, boto3" code={CODE} />
            <p className={styles['foot']}>
              The data is encrypted here: no byte of it goes to the desk. The key is overwritten at once;
              boto3’s own copy is immutable: freed, not overwritten.
            </p>
          </section>
          <Yours />
          <p className={styles['where']}>
            Keydesk, {desk.Region} / {desk.AccountId}, <Time value={new Date(now)} />
          </p>
        </div>
      </Page>
    </div>
  );
}
