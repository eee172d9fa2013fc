import Question from '../../../ui/question.tsx';
import { nameOf, type Elevation } from './gain-words.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** Asked before somebody is made as good as an administrator who is not one yet. Load it lazily. */
export default function ElevationQuestion({
  elevated,
  onAnswer,
}: {
  readonly elevated: readonly Elevation[];
  readonly onAnswer: (go: boolean) => void;
}) {
  const who = list.format(elevated.map((each) => nameOf(each.who)));
  return (
    <Question
      title={`Make ${who} as good as an administrator?`}
      safe="Keep it as it is"
      go="Save anyway"
      onAnswer={onAnswer}
    >
      {elevated.map((each) => (
        <p key={nameOf(each.who)}>
          <b dir="auto">{nameOf(each.who)}</b> could {list.format(each.can)}. That is worth every other
          permission together.
        </p>
      ))}
      <p>It is so from the next request on. Give it to who is meant to run this desk only.</p>
    </Question>
  );
}
