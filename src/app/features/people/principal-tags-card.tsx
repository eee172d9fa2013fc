import { useAct } from '../../query/act.ts';
import type { PersonSummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { withoutCase, withoutTag, withTag, type Tag } from '../../ui/tag-rules.ts';
import { TagsCard, type Undo } from '../../ui/tags-card.tsx';

/** Tags of a person or service, which are changed as a whole: what somebody else changed meanwhile is not overwritten. */
export function PrincipalTagsCard({
  principal: { PrincipalId, Tags },
  reason,
}: {
  readonly principal: Pick<PersonSummary, 'PrincipalId' | 'Tags'>;
  /** Why they cannot be changed. */
  readonly reason: string | null;
}) {
  const update = useAct('UpdatePrincipalTags');
  const change = async (from: readonly Tag[], after: readonly Tag[]): Promise<Undo> => {
    await update.mutateAsync({ PrincipalId, Tags: [...after], IfTags: [...from] });
    return () => change(after, from);
  };
  return (
    <TagsCard
      tags={Tags}
      note="policies ask for them: aws:PrincipalTag/team"
      none="None yet, for example team payments."
      example={{ name: 'team', value: 'payments' }}
      same={withoutCase}
      blocked={reason}
      pending={update.isPending}
      problem={update.isError ? explain('The tags were not changed', update.error) : null}
      onSet={(tag) => change(Tags, withTag(Tags, tag, withoutCase))}
      onRemove={({ TagKey }) => change(Tags, withoutTag(Tags, TagKey, withoutCase))}
    />
  );
}
