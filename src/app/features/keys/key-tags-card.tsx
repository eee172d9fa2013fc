import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import type { KeySummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { exactly, tagNamed, type Tag } from '../../ui/tag-rules.ts';
import { TagsCard } from '../../ui/tags-card.tsx';
import { changeBlock } from './settings-rules.ts';

/** Tags of a key, which are set and removed one by one. */
export function KeyTagsCard({ summary: { KeyId, KeyState, Tags } }: { readonly summary: KeySummary }) {
  const put = useAct('TagResource');
  const remove = useAct('UntagResource');
  const state = changeBlock(KeyState);
  const block = useCan('kms:TagResource', KeyId).reason ?? state;
  const removeBlock = useCan('kms:UntagResource', KeyId).reason ?? state;
  const problem = put.isError
    ? explain('The tag was not set', put.error)
    : remove.isError
      ? explain('The tag was not removed', remove.error)
      : null;

  // Only what was done last is told of, should it have failed.
  const set = (tag: Tag) => {
    remove.reset();
    return put.mutateAsync({ KeyId, Tags: [tag] });
  };
  const drop = (name: string) => {
    put.reset();
    return remove.mutateAsync({ KeyId, TagKeys: [name] });
  };
  return (
    <TagsCard
      tags={Tags}
      note="to find keys by; policies can refer to them"
      none="None yet, for example env prod or team payments."
      example={{ name: 'owner', value: 'finance' }}
      same={exactly}
      blocked={block}
      removeBlocked={removeBlock}
      pending={put.isPending}
      problem={problem}
      onSet={async ({ name, value }) => {
        const before = tagNamed(Tags, name, exactly);
        await set({ TagKey: name, TagValue: value });
        return () => (before === undefined ? drop(name) : set(before));
      }}
      onRemove={async (tag) => {
        await drop(tag.TagKey);
        return () => set(tag);
      }}
    />
  );
}
