import { useMutation } from '@tanstack/react-query';
import { useState, type RefObject } from 'react';
import { paths } from '../../../paths.ts';
import { useCan } from '../../../query/can.ts';
import { explain } from '../../../query/explain.ts';
import { query, queryClient, usePrefetched } from '../../../query/query.ts';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Notice } from '../../../ui/states.tsx';
import { noteDone } from '../progress.ts';
import { lessonMark, LESSONS, type Lesson, type Proof } from './lessons.ts';
import styles from './lessons.module.css';
import { READINGS, type Read, type Verdict } from './readings.ts';

type ReadingProof = Extract<Proof, { readonly by: 'reading' }>;

/** As it is now: an answer that was read a moment ago may be another. */
const readNow: Read = (name, input) => queryClient.fetchQuery({ ...query(name, input), staleTime: 0 });

const VERDICTS: Readonly<Record<Exclude<Verdict, 'right'>, string>> = {
  wrong: 'This desk says something else. Look again, at the place above.',
  unreadable: 'Type it as it stands there.',
  'nothing-yet': 'There is nothing of it on this desk yet. Do what is asked above first.',
};

/** The question, asked until it is answered. The answer is looked up on the desk when it is given. */
function Asked({ lesson, proof }: { readonly lesson: Lesson; readonly proof: ReadingProof }) {
  const person = usePrefetched('GetSession', {}).Principal.Arn;
  const [typed, type] = useState('');
  const check = useMutation({
    mutationFn: (text: string) => READINGS[proof.reading](readNow, text, person),
    onSuccess: (verdict) => {
      if (verdict === 'right') noteDone(lessonMark(lesson));
    },
  });
  const verdict = check.data;
  const problem = check.isError ? explain('The answer could not be looked up', check.error) : null;
  return (
    <form
      className={styles['asked']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!check.isPending) check.mutate(typed);
      }}
    >
      <TextField
        label={proof.question}
        help={proof.help}
        value={typed}
        maxLength={64}
        mono
        spellCheck={false}
        error={verdict === undefined || verdict === 'right' ? null : VERDICTS[verdict]}
        onChange={(text) => {
          type(text);
          check.reset();
        }}
      />
      <Button type="submit" pending={check.isPending}>
        Check the answer
      </Button>
      {problem !== null && (
        <Notice tone="bad" role="alert">
          <b>{problem.what}.</b> {problem.why} {problem.remedy}
        </Notice>
      )}
      <p className="hidden" role="status">
        {verdict !== undefined && verdict !== 'right' && VERDICTS[verdict]}
      </p>
    </form>
  );
}

/** By what it is known to be done, as far as it is. */
function ByMarks({ proof, marks }: { readonly proof: Proof; readonly marks: ReadonlySet<string> }) {
  const reached = proof.marks.filter((mark) => marks.has(mark)).length;
  return (
    <p className={styles['how']}>
      {proof.words}
      {reached > 0 && proof.marks.length > 1 && ` So far ${reached} of ${proof.marks.length}.`}
    </p>
  );
}

function NotForYou({ action }: { readonly action: string }) {
  const { reason } = useCan(action);
  return (
    <Notice>
      The question that stands here is not for you. {reason} The steps on the desk count in its place.
    </Notice>
  );
}

function HowItIsKnown({
  lesson,
  marks,
  missing,
}: {
  readonly lesson: Lesson;
  readonly marks: ReadonlySet<string>;
  /** What they may not do, of what the question takes. */
  readonly missing: string | undefined;
}) {
  const { proof } = lesson;
  if (proof.by === 'marks') return <ByMarks proof={proof} marks={marks} />;
  if (missing === undefined) return <Asked lesson={lesson} proof={proof} />;
  return (
    <>
      <NotForYou action={missing} />
      <ByMarks proof={proof} marks={marks} />
    </>
  );
}

export function LessonCard({
  lesson,
  number,
  done,
  marks,
  missing,
  next,
  heading,
}: {
  readonly lesson: Lesson;
  readonly number: number;
  readonly done: boolean;
  readonly marks: ReadonlySet<string>;
  /** What they may not do, of what the question takes. */
  readonly missing: string | undefined;
  /** Undefined after the last. */
  readonly next: Lesson | undefined;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}) {
  return (
    <article className={styles['lesson']}>
      <p className={styles['number']}>
        Lesson {number} of {LESSONS.length}
      </p>
      <h2 ref={heading} tabIndex={-1}>
        {lesson.title}
      </h2>
      <p className="tale">{lesson.words}</p>
      <section className={styles['task']} aria-label="To do">
        <p>{lesson.task}</p>
        <div className={styles['places']}>
          {lesson.places.map(({ label, href }, i) => (
            <ButtonLink
              key={href}
              href={href}
              {...(i === 0 && !done && { kind: 'primary' })}
              trailing="right"
            >
              {label}
            </ButtonLink>
          ))}
        </div>
      </section>
      {!done && <HowItIsKnown lesson={lesson} marks={marks} missing={missing} />}
      <div role="status" className={styles['end']}>
        {done && (
          <span className={styles['done']}>
            <Icon name="check" /> Done
          </span>
        )}
      </div>
      <p>
        <ButtonLink
          href={next === undefined ? paths.deskSummary() : paths.lessons({ lesson: next.id })}
          kind={done ? 'primary' : 'bare'}
          trailing="right"
        >
          {next === undefined ? 'All of it on one page' : `Next: ${next.title}`}
        </ButtonLink>
      </p>
    </article>
  );
}
