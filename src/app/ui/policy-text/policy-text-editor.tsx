import { useEffect, useImperativeHandle } from 'react';
import { EditorHost } from './editor-host.tsx';
import type { PolicyTextProps } from './policy-text.tsx';
import { goTo, putMarks, useJsonEditor } from './use-json-editor.ts';

/** The editor of a policy that stands in a form: text and marks, nothing else. */
export default function PolicyTextEditor({ label, text, marks, onChange, ref }: PolicyTextProps) {
  const { host, view } = useJsonEditor({ label, text, onChange });
  useEffect(() => putMarks(view.current, marks), [view, marks]);
  useImperativeHandle(ref, () => ({ goTo: (at) => goTo(view.current, at) }), [view]);
  return <EditorHost ref={host} />;
}
