import { paths } from '../../paths.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import styles from './home.module.css';
import { STEP_WORDS, type HomeFacts, type Step } from './home-words.ts';

/** Where a step is taken. */
const HREFS: Readonly<Record<Step, string>> = {
  'create-key': paths.newKey(),
  'give-access': paths.newService(),
  'first-data-key': paths.keys(),
  'read-log': paths.audit(),
  'turn-on-rotation': paths.rotation(),
  'keep-checkpoint': `${paths.home()}#log`,
  'second-administrator': paths.people(),
};

/** The first steps of a new desk. They tick themselves from what happened, so they are right in every browser. */
export function FirstSteps({ home }: { readonly home: HomeFacts }) {
  const done = home.Steps.filter(({ Done }) => Done).length;
  const next = home.Steps.find(({ Done }) => !Done)?.Step;
  return (
    <Card
      title="First steps"
      note={`${done} of ${home.Steps.length}, ticked by what happened on this desk`}
      far={
        done === home.Steps.length ? (
          <Link href={paths.home()} className="link">
            Hide
          </Link>
        ) : undefined
      }
      flush
    >
      <ol className={styles['steps']}>
        {home.Steps.map(({ Step: step, Done }) => (
          <li key={step} data-done={Done || undefined} data-next={step === next || undefined}>
            <span className={styles['tick']}>{Done && <Icon name="check" small />}</span>
            <span className={styles['step']}>
              <Link href={HREFS[step]}>{STEP_WORDS[step].title}</Link>
              <span className="hidden">{Done ? ', done' : ', not done yet'}</span>
              <span className={styles['stepWords']}>{STEP_WORDS[step].words}</span>
            </span>
            {step === next && (
              <ButtonLink href={HREFS[step]} small kind="primary">
                Go
              </ButtonLink>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
