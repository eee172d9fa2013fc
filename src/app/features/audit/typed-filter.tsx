import { useState } from 'react';
import { TextField } from '../../ui/field.tsx';

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly most: number;
  readonly value: string | null;
  /** What is wrong with a text, or null. */
  readonly problem?: (value: string) => string | null;
  readonly onTake: (value: string | null) => void;
}

/** A filter that is typed or pasted: taken by Enter or by leaving it, and only when it can be searched for. */
export function TypedFilter({ label, placeholder, most, value, problem, onTake }: Props) {
  const [text, setText] = useState(value ?? '');
  // A filter that was taken off elsewhere is taken off here. Not by a new field: focus would be lost with the old one.
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setText(value ?? '');
  }
  const [tried, setTried] = useState(false);
  const wrong = text.trim() === '' ? null : (problem?.(text.trim()) ?? null);
  const take = (): void => {
    const wanted = text.trim();
    setTried(true);
    if (wrong === null && wanted !== (value ?? '')) onTake(wanted === '' ? null : wanted);
  };
  return (
    <TextField
      label={label}
      placeholder={placeholder}
      maxLength={most}
      mono
      spellCheck={false}
      value={text}
      error={tried ? wrong : null}
      onChange={setText}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
    />
  );
}
