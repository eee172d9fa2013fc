import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { paths } from '../../../paths.ts';
import { forgetProgress } from '../../../query/desk-progress.ts';
import { AskFirst } from '../../../ui/ask-first.tsx';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Link } from '../../../ui/link.tsx';
import { Card, Columns, Page, PageHead, Stack } from '../../../ui/page.tsx';
import { LessonCard } from './lesson-card.tsx';
import { firstOpen, lessonOf, LESSONS, PARTS, type Lesson, type PartId } from './lessons.ts';
import styles from './lessons.module.css';
import { prefetchSight, useLessons } from './use-lessons.ts';

export async function loader(): Promise<null> {
  await prefetchSight();
  return null;
}

function Progress({ done }: { readonly done: number }) {
  const most = LESSONS.length;
  return (
    <div className={styles['progress']}>
      <p className="tale" id="lessons-done">
        {done === most ? (
          <>
            <b>All {most}</b> lessons done.
          </>
        ) : (
          <>
            <b>
              {done} of {most}
            </b>{' '}
            lessons done.
          </>
        )}
      </p>
      <progress className={styles['bar']} aria-labelledby="lessons-done" max={most} value={done} />
    </div>
  );
}

/** All of them, by part; each has its address. */
function Contents({
  current,
  done,
}: {
  readonly current: Lesson;
  readonly done: (lesson: Lesson) => boolean;
}) {
  const parts = Object.entries(PARTS) as [PartId, string][]; // its own keys
  return (
    <Card title="Lessons" note="ticked by what you do, wherever you do it" flush>
      <nav aria-label="Lessons">
        {parts.map(([part, title]) => (
          <section key={part} className={styles['part']}>
            <h3>{title}</h3>
            <ol>
              {LESSONS.filter((lesson) => lesson.part === part).map((lesson) => (
                <li key={lesson.id} data-done={done(lesson) || undefined}>
                  <Link
                    href={paths.lessons({ lesson: lesson.id })}
                    aria-current={lesson === current ? 'true' : undefined}
                  >
                    <span className={styles['tick']}>{done(lesson) && <Icon name="check" small />}</span>
                    <span>
                      {lesson.title}
                      {done(lesson) && <span className="hidden">, done</span>}
                    </span>
                  </Link>
                </li>
              ))}
            </ol>
          </section>
        ))}
      </nav>
    </Card>
  );
}

function Reset() {
  const [asking, ask] = useState(false);
  return asking ? (
    <AskFirst
      cancelLabel="Keep it"
      actionLabel="Forget what I did"
      armed
      pending={false}
      problem={null}
      onCancel={() => ask(false)}
      onConfirm={() => {
        forgetProgress();
        ask(false);
      }}
    >
      <p>
        This browser forgets which lessons, steps and questions are done. Keys, envelopes and events stay as
        they are.
      </p>
    </AskFirst>
  ) : (
    <p>
      <Button small kind="bare" onClick={() => ask(true)}>
        Begin all of it anew…
      </Button>
    </p>
  );
}

export function Component() {
  const { marks, done, unasked } = useLessons();
  const [search] = useSearchParams();
  const asked = lessonOf(search.get('lesson'));
  // Who goes on where they were stays there when it is done: what comes next is their step.
  const [resumed] = useState(() => firstOpen(done));
  const lesson = asked ?? resumed ?? LESSONS[0];
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(lesson?.id);
  useEffect(() => {
    if (before.current === lesson?.id) return;
    before.current = lesson?.id;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, [lesson?.id]);
  if (lesson === undefined) return null;
  const count = LESSONS.filter(done).length;
  const next = LESSONS[LESSONS.indexOf(lesson) + 1];
  return (
    <Page>
      <PageHead
        title="Lessons"
        crumb={<Link href={paths.desk()}>Envelope desk</Link>}
        purpose="What there is to know about keys, each in something to do on this desk."
        actions={
          <ButtonLink href={paths.deskSummary()} icon="download">
            Summary to print
          </ButtonLink>
        }
      />
      <Progress done={count} />
      <Columns>
        <Stack>
          <LessonCard
            key={lesson.id}
            lesson={lesson}
            number={LESSONS.indexOf(lesson) + 1}
            done={done(lesson)}
            marks={marks}
            unasked={unasked(lesson)}
            next={next}
            heading={heading}
          />
          {marks.size > 0 && <Reset />}
        </Stack>
        <Contents current={lesson} done={done} />
      </Columns>
    </Page>
  );
}
