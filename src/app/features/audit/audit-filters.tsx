import { memo, useId, useState } from 'react';
import { ChooseKey, ChoosePrincipal } from '../../choose/choose-who.tsx';
import type { KeySummary, PrincipalSummary } from '../../query/contract.ts';
import { hidesReads, kindChip, kindNamed, kindOptions } from '../../query/event-kinds.ts';
import { placeNamed, policyNamed } from '../../query/decided-by.ts';
import { EVENT_OPERATIONS } from '../../query/event-operations.ts';
import type { EventFilter } from '../../query/events.ts';
import { Button } from '../../ui/button.tsx';
import { ComboBox } from '../../ui/combo-box.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { FilterBar, type Chip } from '../../ui/filter-bar.tsx';
import { shortAlias, shortArn, shortId } from '../../ui/shorten.ts';
import { outcomeWord } from '../../ui/tags.tsx';
import { useSummary } from './audit-found.tsx';
import styles from './audit-page.module.css';
import { isDigest, isGrantId, isSource, OUTCOMES, RANGES, type AuditSearch } from './audit-search.ts';
import { ChoosePolicy } from './choose-policy.tsx';
import { policyLabel } from './policy-label.ts';
import { TypedFilter } from './typed-filter.tsx';

const number = new Intl.NumberFormat('en');

interface Props {
  readonly filter: EventFilter;
  readonly search: AuditSearch;
  /** Keys that are named; the one that is chosen is among them while it exists. */
  readonly keys: readonly KeySummary[];
  readonly principals: readonly PrincipalSummary[];
  readonly onChange: (change: Partial<AuditSearch>) => void;
  readonly onClear: () => void;
}

const toLocalInput = (moment: string | null): string =>
  moment === null || RANGES.some((range) => range.value === moment) ? '' : moment.slice(0, 16);
const fromLocalInput = (value: string): string | null => (value === '' ? null : `${value}:00Z`);

/** The filter in words. */
export function chipsOf({
  search,
  keys,
  onChange,
}: Pick<Props, 'search' | 'keys' | 'onChange'>): readonly Chip[] {
  const chips: Chip[] = [];
  const add = (field: string, value: string | null, change: Partial<AuditSearch>): void => {
    if (value !== null) chips.push({ field, value, onRemove: () => onChange(change) });
  };
  const key = keys.find((each) => each.KeyId === search.key);
  add(
    'key',
    search.key === null
      ? null
      : key?.Aliases[0] === undefined
        ? shortId(search.key)
        : shortAlias(key.Aliases[0]),
    { key: null },
  );
  add('principal', search.principal === null ? null : shortArn(search.principal), { principal: null });
  add('operation', search.operation, { operation: null });
  add('outcome', search.outcome, { outcome: null });
  if (search.kind !== null)
    chips.push({ ...kindChip(search.kind), onRemove: () => onChange({ kind: null }) });
  add('request', search.request, { request: null });
  add('context', search.context, { context: null });
  add('address', search.source, { source: null });
  add('envelope', search.envelope === null ? null : shortId(search.envelope), { envelope: null });
  add(
    'decided by grant',
    search.grant !== null && isGrantId(search.grant) ? shortId(search.grant) : search.grant,
    { grant: null },
  );
  const policy = search.policy === null ? null : policyNamed(search.policy);
  const placed =
    search.version !== null && search.statement !== null && placeNamed(search.statement) !== null;
  add('decided by', policy === null ? null : policyLabel(policy, keys), {
    policy: null,
    version: null,
    ...(placed ? { statement: null } : {}),
  });
  // A place without its version, and a version without its policy, would be another thing.
  add('statement', search.statement, { statement: null, ...(placed ? { version: null } : {}) });
  add('policy version', search.version === null ? null : String(search.version), {
    version: null,
    ...(placed ? { statement: null } : {}),
  });
  if (search.practice)
    chips.push({ field: 'practice keys', value: 'shown', onRemove: () => onChange({ practice: false }) });
  const range = RANGES.find((each) => each.value === search.since);
  add('time', range?.label.toLowerCase() ?? null, { since: null });
  if (range === undefined) add('from', search.since, { since: null });
  add('until', search.until, { until: null });
  for (const value of search.ignored)
    chips.push({ field: 'ignored', value, ignored: true, onRemove: () => onChange({}) });
  return chips;
}

/** How many of the filters are set that stand folded. */
const rareOf = ({ source, request, envelope, grant, policy, statement }: AuditSearch): number =>
  [source, request, envelope, grant, policy, statement].filter((each) => each !== null).length;

/** The filters: each choice is in the URL, and stands below as a chip in words. */
export const AuditFilters = memo(function AuditFilters(props: Props) {
  const { filter, search, keys, principals, onChange, onClear } = props;
  const practice = useSummary(filter).result.data?.SandboxLeftOut ?? 0;
  const [unfolded, unfold] = useState(false);
  const choices = useId();
  const rare = useId();
  const set = rareOf(search);
  const [open, setOpen] = useState(set > 0);
  const [before, setBefore] = useState(set);
  // One that is set from elsewhere is shown; one that is taken away leaves the others where they are.
  if (set !== before) {
    setBefore(set);
    if (set > before) setOpen(true);
  }
  const custom =
    search.until !== null || (search.since !== null && !RANGES.some((range) => range.value === search.since));
  const range = custom ? 'custom' : (search.since ?? '');
  const chooseRange = (value: string): void => {
    if (value === 'custom')
      onChange({ since: `${new Date(Date.now() - 86_400_000).toISOString().slice(0, 16)}:00Z`, until: null });
    else onChange({ since: value === '' ? null : value, until: null });
  };
  return (
    <FilterBar
      chips={chipsOf(props)}
      omissions={[
        ...(hidesReads(search)
          ? [{ words: 'Reads hidden', action: 'Show reads', onShow: () => onChange({ kind: 'all' }) }]
          : []),
        ...(practice === 0
          ? []
          : [
              {
                words: `${number.format(practice)} ${practice === 1 ? 'event' : 'events'} of practice keys left out`,
                action: practice === 1 ? 'Show it' : 'Show them',
                onShow: () => onChange({ practice: true }),
              },
            ]),
      ]}
      onClear={onClear}
    >
      {/* A phone, or a list beside an open event, has no room for both the choices and the answer. */}
      <div className={styles['unfold']}>
        <Button
          small
          trailing={unfolded ? 'up' : 'down'}
          aria-expanded={unfolded}
          aria-controls={choices}
          onClick={() => unfold(!unfolded)}
        >
          Filters
        </Button>
      </div>
      <div id={choices} className={styles['choices']} data-unfolded={unfolded ? '' : undefined}>
        <div className={styles['filters']}>
          <ChooseKey keys={keys} chosen={search.key} onChange={(key) => onChange({ key })} />
          <ChoosePrincipal
            principals={principals}
            chosen={search.principal}
            onChange={(principal) => onChange({ principal })}
          />
          <ComboBox
            label="Operation"
            labelled
            placeholder="Any operation"
            value={search.operation}
            options={EVENT_OPERATIONS.map((operation) => ({ value: operation, label: operation }))}
            onChange={(operation) => onChange({ operation })}
          />
          <Select
            label="Outcome"
            value={search.outcome ?? ''}
            options={[
              { value: '', label: 'Any outcome' },
              ...OUTCOMES.map((outcome) => ({
                value: outcome,
                label: outcome === 'refused' ? 'Refused (denied or failed)' : outcomeWord(outcome),
              })),
            ]}
            onChange={(value) => onChange({ outcome: OUTCOMES.find((each) => each === value) ?? null })}
          />
          <Select
            label="Kind"
            value={search.kind ?? ''}
            options={kindOptions(search)}
            onChange={(value) => onChange({ kind: kindNamed(value) })}
          />
          <Select
            label="Time range"
            value={range}
            options={[
              { value: '', label: 'Any time' },
              ...RANGES,
              { value: 'custom', label: 'From … until …' },
            ]}
            onChange={chooseRange}
          />
          <TypedFilter
            label="Context pair"
            placeholder="record=8841"
            most={8192}
            value={search.context}
            onTake={(context) => onChange({ context })}
          />
        </div>
        {custom && (
          <div className={styles['dates']}>
            <TextField
              label="From (UTC)"
              type="datetime-local"
              value={toLocalInput(search.since)}
              onChange={(value) => onChange({ since: fromLocalInput(value) })}
            />
            <TextField
              label="Until (UTC, not included)"
              type="datetime-local"
              value={toLocalInput(search.until)}
              onChange={(value) => onChange({ until: fromLocalInput(value) })}
            />
          </div>
        )}
        <Button
          small
          kind="bare"
          trailing={open ? 'up' : 'down'}
          aria-expanded={open}
          aria-controls={rare}
          onClick={() => setOpen(!open)}
        >
          {set === 0 || open ? 'More filters' : `More filters, ${set} set`}
        </Button>
        <div id={rare} className={styles['filters']} hidden={!open}>
          <TypedFilter
            label="Address or network"
            placeholder="10.0.0.0/8"
            most={64}
            value={search.source}
            problem={(value) =>
              isSource(value)
                ? null
                : 'Give an IP address or a network such as 10.0.0.0/8, or unix:, desk: or many:.'
            }
            onTake={(source) => onChange({ source })}
          />
          <TypedFilter
            label="Request id"
            placeholder="from an error"
            most={64}
            value={search.request}
            onTake={(request) => onChange({ request })}
          />
          <TypedFilter
            label="Envelope"
            placeholder="SHA-256 in hex"
            most={64}
            value={search.envelope}
            problem={(value) => (isDigest(value) ? null : 'Give the SHA-256 digest: 64 hex digits.')}
            onTake={(envelope) => onChange({ envelope })}
          />
          <TypedFilter
            label="Decided by grant"
            placeholder="its name or id"
            most={256}
            value={search.grant}
            problem={(value) =>
              isGrantId(value) || (search.policy === null && search.statement === null)
                ? null
                : 'Beside a policy or a statement give the id of the grant: 64 hex digits.'
            }
            onTake={(grant) => onChange({ grant })}
          />
          <ChoosePolicy
            keys={keys}
            chosen={search.policy}
            onChange={(policy) => onChange({ policy, version: null })}
          />
          <TypedFilter
            label="Decided by statement"
            placeholder="its Sid"
            most={8192}
            value={search.statement}
            problem={(value) =>
              search.version === null && placeNamed(value) !== null
                ? 'Give its name, the Sid. One without a name is found from an event that it decided.'
                : null
            }
            onTake={(statement) => onChange({ statement, version: null })}
          />
        </div>
      </div>
    </FilterBar>
  );
});
