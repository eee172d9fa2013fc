import { useState } from 'react';
import { toBase64 } from '../../../domain/bytes.ts';
import { Button } from '../../ui/button.tsx';
import { CodeTabs } from '../../ui/code-tabs.tsx';
import { Card } from '../../ui/page.tsx';
import { useRemembered } from '../../ui/use-remembered.ts';
import styles from './desk.module.css';
import type { Vocabulary } from './scene/picture.ts';
import { deskSamples, LANGUAGES, type SampleFacts } from './samples/samples.ts';
import { durationText, say, type Values } from './values.ts';
import type { CallMade } from './walk/moment.ts';
import type { Step } from './walk/step.ts';

/** What nobody should read over a shoulder. */
const SECRET = 'Plaintext';
/** Characters of a long member that are shown. */
const MOST = 64;

function memberText(name: string, value: unknown, shown: boolean): string {
  if (value instanceof Uint8Array) {
    if (name === SECRET && value.length > 0 && value.every((byte) => byte === 0) && value.length === 32)
      return '(wiped since)';
    if (name === SECRET && !shown) return `"${'•'.repeat(12)}"`;
    const text = toBase64(value);
    return text.length <= MOST ? `"${text}"` : `"${text.slice(0, MOST - 16)}…${text.slice(-8)}"`;
  }
  if (value instanceof Map)
    return `{ ${[...value].map(([key, each]) => `${JSON.stringify(key)}: ${JSON.stringify(each)}`).join(', ')} }`;
  if (value instanceof Date) return `"${value.toISOString()}"`;
  return JSON.stringify(value) ?? '';
}

function MembersText({
  members,
  shown,
}: {
  readonly members: Readonly<Record<string, unknown>>;
  readonly shown: boolean;
}) {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return (
    <>
      {'{\n'}
      {entries.map(([name, value], i) => (
        <span key={name}>
          {'  '}
          <b>{`"${name}"`}</b>
          {`: ${memberText(name, value, shown)}${i < entries.length - 1 ? ',' : ''}\n`}
        </span>
      ))}
      {'}'}
    </>
  );
}

/** The call as it went, and the same call in five languages. */
export function CallCard({
  step,
  call,
  words,
  values,
  facts,
}: {
  readonly step: Step;
  readonly call: CallMade | null;
  readonly words: Vocabulary;
  readonly values: Values;
  readonly facts: SampleFacts;
}) {
  const [language, choose] = useRemembered('desk-language', LANGUAGES);
  // Asked for at one step, masked again at the next.
  const [shownAt, setShownAt] = useState<string | null>(null);
  const shown = shownAt === step.id;
  const where = say(step.where, words, values);
  const made = step.shows === 'nothing' ? null : call;
  const hasSecret =
    made !== null &&
    (SECRET in made.request ||
      (step.shows === 'answer' && made.response !== null && SECRET in made.response));
  return (
    <Card
      title="Call"
      far={
        <span className={styles['aside']}>
          {where}
          {made !== null && step.shows === 'answer' && `, ${durationText(made.milliseconds)}`}
        </span>
      }
      flush
    >
      <div className={styles['call']}>
        {made !== null && (
          <div className={styles['wire']}>
            <p className={styles['wireHead']}>
              <b>{made.operation}</b>
              {hasSecret && (
                <Button kind="bare" small onClick={() => setShownAt(shown ? null : step.id)}>
                  {shown ? 'Mask the plaintext' : 'Show the plaintext'}
                </Button>
              )}
            </p>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
            <pre tabIndex={0} aria-label="Request, as it went">
              <MembersText members={made.request} shown={shown} />
            </pre>
            {step.shows === 'answer' && (
              // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- likewise
              <pre tabIndex={0} aria-label="Answer, as it came" className={styles['answer']}>
                {made.refusal === null ? (
                  <MembersText members={made.response ?? {}} shown={shown} />
                ) : (
                  <>
                    <u>{made.refusal.code}</u> {`  ${made.refusal.status}\n`}
                    {made.refusal.code === 'InvalidCiphertextException'
                      ? '(no message: the desk does not say why)'
                      : made.refusal.message}
                  </>
                )}
              </pre>
            )}
          </div>
        )}
        <CodeTabs
          label="Language"
          samples={deskSamples(step.sample, facts)}
          chosen={language}
          most={230}
          onChoose={choose}
        />
      </div>
    </Card>
  );
}
