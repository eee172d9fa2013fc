import { paths } from '../../paths.ts';
import { useCan } from '../../query/can.ts';
import { hasLearnt, useProgress } from '../../query/desk-progress.ts';
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
  'turn-on-rotation': paths.rotation({ status: 'Off' }),
  'keep-checkpoint': `${paths.home()}#log`,
  'second-administrator': paths.invite(),
};

/** What a step needs a permission for, where that is known before a key is chosen. */
const ACTIONS: Partial<Readonly<Record<Step, string>>> = {
  'create-key': 'kms:CreateKey',
  'give-access': 'keydesk:CreateService',
  'second-administrator': 'keydesk:InviteUser',
};

function StepRow({
  step,
  done,
  next,
}: {
  readonly step: Step;
  readonly done: boolean;
  readonly next: boolean;
}) {
  const { reason } = useCan(ACTIONS[step] ?? '');
  const { title, act, words } = STEP_WORDS[step];
  return (
    <li data-done={done || undefined} data-next={next || undefined}>
      <span className={styles['tick']}>{done && <Icon name="check" small />}</span>
      <span className={styles['step']}>
        {reason === null ? <Link href={HREFS[step]}>{title}</Link> : <b>{title}</b>}
        <span className="hidden">{done ? ', done' : ', not done yet'}</span>
        <span className={styles['stepWords']}>{done || reason === null ? words : reason}</span>
      </span>
      {next && reason === null && (
        <ButtonLink href={HREFS[step]} small kind="primary">
          {act}
        </ButtonLink>
      )}
    </li>
  );
}

/** For this person rather than for the desk, so it is never what is next; it leads to where one was. */
function LearnRow({ done, begun }: { readonly done: boolean; readonly begun: boolean }) {
  return (
    <li data-done={done || undefined}>
      <span className={styles['tick']}>{done && <Icon name="check" small />}</span>
      <span className={styles['step']}>
        <Link href={begun ? paths.lessons() : paths.desk()}>Learn it at the envelope desk</Link>
        <span className="hidden">{done ? ', done' : ', not done yet'}</span>
        <span className={styles['stepWords']}>
          Master key, data key, envelope: walked with practice keys, in ten minutes.
        </span>
      </span>
    </li>
  );
}

/** The first steps of a new desk. They tick themselves from what happened, so they are right in every browser. */
export function FirstSteps({ home }: { readonly home: HomeFacts }) {
  const taken = home.Steps.filter(({ Done }) => Done).length;
  const marks = useProgress();
  const learnt = hasLearnt(marks);
  const next = home.Steps.find(({ Done }) => !Done)?.Step;
  return (
    <Card
      title="First steps"
      note={`${taken + Number(learnt)} of ${home.Steps.length + 1}, ticked by what happened on this desk`}
      far={
        taken === home.Steps.length ? (
          <Link href={paths.home()} className="link">
            Hide
          </Link>
        ) : undefined
      }
      flush
    >
      <ol className={styles['steps']}>
        {home.Steps.map(({ Step: step, Done }) => (
          <StepRow key={step} step={step} done={Done} next={step === next} />
        ))}
        <LearnRow done={learnt} begun={marks.size > 0} />
      </ol>
    </Card>
  );
}
