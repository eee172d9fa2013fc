import { useState } from 'react';
import { useAct } from '../../query/act.ts';
import { explain } from '../../query/explain.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { Form, type FieldProblem } from '../../ui/form-page.tsx';
import { dayText } from '../../ui/time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import {
  endOfDay,
  latestDay,
  proposedDay,
  dateText,
  untilProblem,
  type Check,
  type Finding,
} from './posture-rules.ts';

/** Bears a finding until a day, with a reason that the log keeps. */
export default function AcceptDialog({
  check,
  finding,
  onClose,
}: {
  readonly check: Check;
  readonly finding: Finding;
  readonly onClose: () => void;
}) {
  const [now] = useState(() => Date.now());
  const [until, setUntil] = useState(() => proposedDay(now));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const accept = useAct('AcceptFinding');
  const toast = useToast();
  const wrongDay = untilProblem(until, now);
  const wrongReason = reason.trim() === '' ? 'Say why it is borne: whoever looks at it next will ask.' : null;
  const problems: FieldProblem[] = [
    ...(wrongDay === null ? [] : [{ id: 'accept-until', label: 'Until', message: wrongDay }]),
    ...(wrongReason === null ? [] : [{ id: 'accept-reason', label: 'Reason', message: wrongReason }]),
  ];
  const end = endOfDay(until);
  const submit = (): void => {
    setTried(true);
    if (problems.length > 0 || end === null) return;
    // Awaited: what it was asked from may be gone with the answer.
    accept
      .mutateAsync({ Check: check.Code, Object: finding.Id, Until: end, Reason: reason.trim() })
      .then(() => {
        toast({ text: `Accepted for ${finding.Name} until ${dayText(end, 'utc')}` });
        onClose();
      })
      .catch(() => undefined); // the form shows it
  };
  return (
    <Dialog title={`Accept the risk for ${finding.Name}`} onClose={onClose}>
      <p>{finding.Reason}</p>
      <Form
        problems={tried ? problems : []}
        submitError={accept.isError ? explain('It was not accepted', accept.error) : null}
        loading={accept.isPending}
        submitLabel={wrongDay === null && end !== null ? `Accept until ${dayText(end, 'utc')}` : 'Accept'}
        onCancel={onClose}
        onSubmit={submit}
      >
        <TextField
          id="accept-until"
          label="Until"
          help="The end of that day, UTC. Then it counts again by itself."
          type="date"
          min={dateText(now)}
          max={latestDay(now)}
          value={until}
          onChange={setUntil}
          error={tried ? wrongDay : null}
        />
        <TextArea
          id="accept-reason"
          label="Reason"
          help="It stands beside the finding with your name, and in the audit log."
          maxLength={500}
          value={reason}
          onChange={setReason}
          error={tried ? wrongReason : null}
        />
      </Form>
    </Dialog>
  );
}
