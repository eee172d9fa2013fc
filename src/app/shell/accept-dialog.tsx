import { useState, type ReactNode } from 'react';
import { explain } from '../query/explain.ts';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { Form, type FieldProblem } from '../ui/form-page.tsx';
import { dayText } from '../ui/time-format.ts';
import { dateText, endOfDay, latestDay, proposedDay, untilProblem } from '../ui/until-day.ts';

/** What somebody bears: until when (the end of a day, and that day in words), and why. */
export interface Acceptance {
  readonly until: Date;
  readonly day: string;
  readonly reason: string;
}

/** Asks until when a finding is borne, and why; the log keeps both. `children`: what was found. */
export function AcceptDialog({
  title,
  error,
  pending,
  onAccept,
  onClose,
  children,
}: {
  readonly title: string;
  /** Why it was not accepted; null: it was not refused. */
  readonly error: Error | null;
  readonly pending: boolean;
  readonly onAccept: (acceptance: Acceptance) => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const [now] = useState(() => Date.now());
  const [until, setUntil] = useState(() => proposedDay(now));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
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
    onAccept({ until: end, day: dayText(end, 'utc'), reason: reason.trim() });
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <Form
        problems={tried ? problems : []}
        submitError={error === null ? null : explain('It was not accepted', error)}
        loading={pending}
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
