import { useMutation } from '@tanstack/react-query';
import { useState, type RefObject } from 'react';
import { paths } from '../../../paths.ts';
import { useCan } from '../../../query/can.ts';
import { explain } from '../../../query/explain.ts';
import { noteDone } from '../../../query/desk-progress.ts';
import { query, queryClient, usePrefetched } from '../../../query/query.ts';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Notice } from '../../../ui/states.tsx';
import { boxOf } from '../custody.ts';
import { lessonMark, LESSONS, wordsOf, type Lesson, type Place, type Proof } from './lessons.ts';
import styles from './lessons.module.css';
import { READINGS, type Read, type Verdict } from './readings.ts';
import type { Lessons } from './use-lessons.ts';

type Unasked = ReturnType<Lessons['unasked']>;
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
  unasked,
}: {
  readonly lesson: Lesson;
  readonly marks: ReadonlySet<string>;
  /** Why its question is not asked here. */
  readonly unasked: Unasked;
}) {
  const { proof } = lesson;
  if (proof.by === 'marks') return <ByMarks proof={proof} marks={marks} />;
  if (unasked === null) return <Asked lesson={lesson} proof={proof} />;
  return (
    <>
      {unasked === 'no-keys' ? (
        <Notice>{proof.withoutKeys?.words}</Notice>
      ) : (
        <NotForYou action={unasked.action} />
      )}
      <ByMarks proof={proof} marks={marks} />
    </>
  );
}

/** Where there is no key to look at, the way to one stands in place of the ways to look. */
const placesOf = ({ places: [first, ...others], proof }: Lesson, unasked: Unasked): readonly Place[] =>
  unasked === 'no-keys' && proof.by === 'reading' && proof.withoutKeys !== undefined
    ? [first, proof.withoutKeys.place]
    : [first, ...others];

export function LessonCard({
  lesson,
  number,
  done,
  marks,
  unasked,
  next,
  heading,
}: {
  readonly lesson: Lesson;
  readonly number: number;
  readonly done: boolean;
  readonly marks: ReadonlySet<string>;
  /** Why its question is not asked here. */
  readonly unasked: Unasked;
  /** Undefined after the last. */
  readonly next: Lesson | undefined;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}) {
  const { Vault } = usePrefetched('DescribeDesk', {});
  return (
    <article className={styles['lesson']}>
      <p className={styles['number']}>
        Lesson {number} of {LESSONS.length}
      </p>
      <h2 ref={heading} tabIndex={-1}>
        {lesson.title}
      </h2>
      <p className="tale">{wordsOf(lesson, boxOf(Vault.Module))}</p>
      <section className={styles['task']} aria-label="To do">
        <p>{lesson.task}</p>
        <div className={styles['places']}>
          {placesOf(lesson, unasked).map(({ label, href }, i) => (
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
      {!done && <HowItIsKnown lesson={lesson} marks={marks} unasked={unasked} />}
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
