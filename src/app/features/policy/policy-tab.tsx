import { lazy, Suspense, useMemo, useRef } from 'react';
import { flushSync } from 'react-dom';
import { useParams, type LoaderFunctionArgs } from 'react-router';
import type { Fix } from '../../../domain/policy/lint/finding.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../query/can.ts';
import { statementAt } from '../../query/decided-by.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { useDecided } from '../../query/use-decided.ts';
import { LeaveGuard } from '../../shell/leave-guard.tsx';
import { keyName } from '../../ui/key-name.ts';
import { readable } from '../../ui/policy-text/json-text.ts';
import { useToast } from '../../ui/toast.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { useEditor } from '../../policy/editor/use-editor.ts';
import { useJudgedPolicy } from '../../policy/judge/use-judged-policy.ts';
import { focusFinding } from '../../policy/findings/focus-finding.ts';
import type { DecidedHref } from './outline/outline.tsx';
import { EffectPanel } from './panel/effect-panel.tsx';
import { useReplay } from './panel/use-replay.ts';
import { NoStatement } from './no-statement.tsx';
import styles from './policy-tab.module.css';
import { SaveFoot } from './saving/save-foot.tsx';
import { useSaving } from './saving/use-saving.ts';
import { InsertTemplate } from './templates/insert-template.tsx';
import type { SavedVersion } from '../../ui/policy-versions/policy-versions.tsx';
import { editsBetween } from '../../ui/text-diff.ts';
import { Toolbar } from './toolbar.tsx';
import { useAddress } from './use-address.ts';
import { useEditedPolicy } from './use-edited-policy.ts';
import { useScene } from './use-scene.ts';
import { Workspace } from './workspace.tsx';

const History = lazy(() => import('./history/history.tsx'));

/** Beside the text there is room for its English. */
const WIDE = '(min-width: 1101px)';

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  const KeyId = params['keyId'] ?? '';
  await Promise.all([prefetch('GetKeyPolicy', { KeyId }), prefetch('DescribePolicyWorld', { KeyId })]);
  return null;
}

/** The policy of a key: its text, what it does, and saving it. */
export function Component() {
  const keyId = useParams()['keyId'] ?? '';
  const { Key, PolicyVersion } = usePrefetched('DescribeKeyOverview', { KeyId: keyId });
  const { Policy: stored, PolicyVersion: version = PolicyVersion } = usePrefetched('GetKeyPolicy', {
    KeyId: keyId,
  });
  // What is stored stays as it is until somebody saves another text.
  const saved = useMemo(() => readable(stored), [stored]);
  const me = usePrefetched('GetSession', {}).Principal.Arn;
  const { allowed, reason: blocked } = useCan('kms:PutKeyPolicy', Key.KeyId);
  const scene = useScene(keyId, saved, allowed);
  const address = useAddress();
  const wide = useMedia(WIDE);
  const toast = useToast();
  const standing = useRef<HTMLSpanElement>(null);
  const panel = useRef<HTMLElement>(null);
  const name = keyName(Key);
  const inForce = { text: saved, version };

  const edited = useEditedPolicy(me, Key.KeyId, inForce);
  const { text, changed } = edited;
  const editor = useEditor(text, edited.write, () => {
    if (address.view === 'history') flushSync(() => address.show('json'));
  });
  const judged = useJudgedPolicy(scene, text);
  const decidedOf = useDecided({ source: 'KEY_POLICY', policy: Key.KeyId, version, changed });
  const decided: DecidedHref = (statement, change) => (change === 'new' ? null : decidedOf(statement));
  const { judgement } = judged;
  const { statement: asked } = address;
  const wanted =
    asked === null || judgement === null ? null : statementAt(judgement.outline?.statements ?? [], asked);
  const problems = judged.current?.reading.problems;
  const replay = useReplay({
    keyId: Key.KeyId,
    text,
    changed,
    sound: judged.failed ? true : problems && problems.length === 0,
  });
  const saving = useSaving({
    keyId: Key.KeyId,
    keyName: name,
    version,
    edited,
    judged,
    replay,
    editor,
    // Not into the text: a shortcut would be typed.
    onDone: () => standing.current?.focus(),
  });

  const fix = ({ edits }: Fix): void => editor.applyAndShow(edits);
  const fixAll = (): void => {
    void judged.ask({ kind: 'fix-all', text }).then(({ text: fixed, titles }) => {
      editor.applyAndShow(editsBetween(text, fixed));
      toast({
        text:
          titles.length === 1
            ? `Done: ${titles[0]}. Undo takes it back.`
            : `${titles.length} safe fixes done. Undo takes them back.`,
      });
    });
  };
  const restore = (old: SavedVersion): void => {
    flushSync(() => {
      address.show('json');
      edited.replace({ text: readable(old.Policy), version, reason: `Restore version ${old.PolicyVersion}` });
    });
    toast({ text: `Version ${old.PolicyVersion} is in the editor, not saved yet` });
    standing.current?.focus();
  };

  return (
    <div className={styles['bench']} data-view={address.view}>
      <div className={styles['left']}>
        <div>
          <Toolbar
            standing={standing}
            version={edited.version}
            text={text}
            changed={changed}
            editor={editor}
            view={address.view}
            onView={address.show}
          >
            <InsertTemplate
              text={text}
              usage={Key.KeyUsage}
              world={scene.world}
              onEdit={editor.applyAndShow}
            />
          </Toolbar>
          {address.view !== 'history' && asked !== null && wanted === undefined && (
            <NoStatement asked={asked} version={version} onHistory={() => address.show('history')} />
          )}
        </div>
        {address.view === 'history' && (
          <Suspense fallback={<p className="fine-print" role="status" aria-label="Loading the history" />}>
            <History
              keyId={Key.KeyId}
              current={version}
              chosen={address.version}
              judged={judged}
              onChoose={address.chooseVersion}
              onRestore={restore}
            />
          </Suspense>
        )}
        <Workspace
          view={address.view}
          wide={wide}
          text={text}
          saved={saved}
          world={scene.world}
          judged={judged}
          editor={editor}
          wanted={wanted ?? null}
          decided={decided}
          onChange={edited.write}
          onFix={fix}
          onAsk={(at, wanted) => focusFinding(panel.current, at, wanted?.title)}
        />
      </div>
      <EffectPanel
        ref={panel}
        keyId={Key.KeyId}
        changed={changed}
        judged={judged}
        replay={replay}
        // The form stands first on a narrow screen, as who chose it came for it.
        above={!wide && address.view !== 'builder'}
        english={!wide && address.view === 'json'}
        wanted={address.finding}
        statement={wanted ?? null}
        decided={decided}
        onGo={editor.goTo}
        onFix={fix}
        onFixAll={fixAll}
        onText={() => {
          standing.current?.scrollIntoView({ block: 'start' });
          standing.current?.focus({ preventScroll: true });
        }}
        onBack={() => editor.handle.current?.focus()}
      />
      <SaveFoot
        keyId={Key.KeyId}
        keyName={name}
        inForce={inForce}
        edited={edited}
        saving={saving}
        rules={judged.rules}
        replay={replay}
        blocked={blocked}
        onGo={editor.goTo}
      />
      <LeaveGuard
        when={changed && blocked === null}
        except={paths.simulator()}
        title="Leave without saving?"
        stay="Keep editing"
        leave="Leave without saving"
        onLeave={edited.drop}
      >
        The edited policy of {name} is not saved. Version {version} stays in force.
      </LeaveGuard>
    </div>
  );
}
