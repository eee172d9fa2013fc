import { useCan } from '../../query/can.ts';
import { CHECK_NAMES } from '../../../domain/health/check-names.ts';
import { Button } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Card } from '../../ui/page.tsx';
import { CHECKS, summaryOf, type CheckName, type DoctorRun, type Finding } from './doctor-run.ts';
import { useDoctor } from './use-doctor.ts';
import styles from './doctor-card.module.css';

const ICONS: Readonly<Record<Finding['Tone'], IconName>> = {
  good: 'check',
  note: 'info',
  warn: 'warn',
  bad: 'x',
};
const WORDS: Readonly<Record<Finding['Tone'], string>> = {
  good: 'As it should be',
  note: 'To know',
  warn: 'To be mended',
  bad: 'Broken',
};

function FindingRow({ finding: { Tone, Says, Remedy } }: { readonly finding: Finding }) {
  return (
    <div className={styles['finding']} data-tone={Tone}>
      <span role="img" aria-label={WORDS[Tone]}>
        <Icon name={ICONS[Tone]} />
      </span>
      <div>
        <p>{Says}</p>
        {Remedy !== undefined && <p className={styles['remedy']}>{Remedy}</p>}
      </div>
    </div>
  );
}

function CheckRow({ check, run }: { readonly check: CheckName; readonly run: DoctorRun }) {
  const findings = run.findings.get(check);
  const part = run.at?.check === check ? run.at.part : undefined;
  return (
    <li>
      <h3>{CHECK_NAMES[check]}</h3>
      <div>
        {findings?.map((finding) => (
          <FindingRow key={finding.Says} finding={finding} />
        ))}
        {findings === undefined &&
          (part === undefined ? (
            <p className={styles['waits']}>{run.state === 'running' ? 'to come' : 'not looked at'}</p>
          ) : (
            <progress aria-label={CHECK_NAMES[check]} {...(part === null ? {} : { value: part })} />
          ))}
      </div>
    </li>
  );
}

/** Looks at the whole desk while it serves, and says in sentences what it found and what to do. */
export function DoctorCard() {
  const { run, start } = useDoctor();
  const may = useCan('keydesk:RunDoctor');
  return (
    <Card
      title="Doctor"
      note="Unwraps every key version, checks every row and the whole log, and looks at token, disk, clock and backup. It changes nothing."
    >
      <div className={styles['head']}>
        <p role="status">{summaryOf(run)}</p>
        <Button small pending={run.state === 'running'} disabledReason={may.reason} onClick={start}>
          {run.state === 'before' ? 'Run the doctor' : run.state === 'running' ? 'Running' : 'Run it again'}
        </Button>
      </div>
      {run.state !== 'before' && (
        <ol className={styles['checks']} aria-label="What the doctor looked at">
          {CHECKS.map((check) => (
            <CheckRow key={check} check={check} run={run} />
          ))}
        </ol>
      )}
    </Card>
  );
}
