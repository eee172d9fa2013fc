import { useState } from 'react';
import { ROTATION_FILTERS } from '../../../domain/keys/key-search.ts';
import { isKeySpec, specRow } from '../../../domain/keys/key-specs.ts';
import { KEY_STATES } from '../../../domain/keys/key-state.ts';
import type { Output } from '../../query/contract.ts';
import { Checkbox, ChoiceGroup } from '../../ui/choice.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select, TextField, type Option } from '../../ui/field.tsx';
import { Form } from '../../ui/form-page.tsx';
import { stateWord } from '../../ui/tags.tsx';
import { ROTATION_WORDS } from './keys-chips.ts';
import styles from './keys-page.module.css';
import type { KeysSearch } from './keys-search.ts';

type Facets = Output<'DescribeKeyFacets'>;

const number = new Intl.NumberFormat('en');
const ANY: Option = { value: '', label: 'Any' };
/** A select's value for what has no such tag: no tag's value, since it holds what those may not. */
const WITHOUT = '<without>';
const upper = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const USES: readonly (Option & Pick<KeysSearch, 'usedWithinDays' | 'notUsedForDays'>)[] = [
  ...[1, 7, 30, 90].map((days) => ({
    value: `used ${days}`,
    label: days === 1 ? 'Used in the last day' : `Used in the last ${days} days`,
    usedWithinDays: days,
    notUsedForDays: null,
  })),
  ...[30, 90, 180, 365].map((days) => ({
    value: `unused ${days}`,
    label: `Not used for ${days} days`,
    usedWithinDays: null,
    notUsedForDays: days,
  })),
];

function nameOfUse({ usedWithinDays, notUsedForDays }: KeysSearch): string {
  if (usedWithinDays !== null) return `used ${usedWithinDays}`;
  return notUsedForDays === null ? '' : `unused ${notUsedForDays}`;
}

/** One tag and its value, from those that there are; where there are more values than could be listed, typed. */
function TagFilter({
  facets,
  name,
  value,
  onChange,
}: {
  readonly facets: Facets;
  readonly name: string;
  readonly value: string;
  readonly onChange: (name: string, value: string) => void;
}) {
  const facet = facets.Tags.find(({ TagKey }) => TagKey === name);
  const without = facets.Total - (facet?.Count ?? 0);
  return (
    <div className={styles['twoColumns']}>
      <Select
        label="Tag"
        value={name}
        options={[
          ANY,
          ...facets.Tags.map(({ TagKey, Count }) => ({
            value: TagKey,
            label: `${TagKey} (${number.format(Count)})`,
          })),
        ]}
        onChange={(next) => onChange(next, '')}
      />
      {facet !== undefined && (
        <Select
          label="Is"
          value={value}
          options={[
            { value: '', label: 'Choose a value' },
            ...facet.Values.map(({ TagValue, Count }) => ({
              value: `=${TagValue}`,
              label: `${TagValue === '' ? '(empty)' : TagValue} (${number.format(Count)})`,
            })),
            { value: WITHOUT, label: `No such tag (${number.format(without)})` },
          ]}
          onChange={(next) => onChange(name, next)}
        />
      )}
      {facet !== undefined && facet.ValueCount > facet.Values.length && (
        <TextField
          label="Or its value, as it is written"
          help={`There are ${number.format(facet.ValueCount)} values; the ${facet.Values.length} most frequent are listed.`}
          value={value.startsWith('=') ? value.slice(1) : ''}
          maxLength={256}
          onChange={(typed) => onChange(name, typed === '' ? '' : `=${typed}`)}
        />
      )}
    </div>
  );
}

/** Every filter in one form; what is chosen is added to those that hold already. */
export default function FilterDialog({
  search,
  facets,
  onApply,
  onClose,
}: {
  readonly search: KeysSearch;
  readonly facets: Facets;
  readonly onApply: (change: Partial<KeysSearch>) => void;
  readonly onClose: () => void;
}) {
  const [states, setStates] = useState(search.states);
  const [spec, setSpec] = useState<string>(search.specs[0] ?? '');
  const [rotation, setRotation] = useState<string>(search.rotation ?? '');
  const [use, setUse] = useState(nameOfUse(search));
  const [unaliased, setUnaliased] = useState(search.unaliased);
  const [tag, setTag] = useState({ name: '', value: '' });

  const apply = (): void => {
    const chosen = USES.find(({ value }) => value === use);
    const pair = tag.value.startsWith('=') ? ([tag.name, tag.value.slice(1)] as const) : null;
    const known = search.tags.some((each) => each[0] === pair?.[0] && each[1] === pair[1]);
    onApply({
      states,
      ...(spec === (search.specs[0] ?? '') ? {} : { specs: isKeySpec(spec) ? [spec] : [] }),
      rotation: ROTATION_FILTERS.find((each) => each === rotation) ?? null,
      unaliased,
      ...(use === nameOfUse(search)
        ? {}
        : {
            usedWithinDays: chosen?.usedWithinDays ?? null,
            notUsedForDays: chosen?.notUsedForDays ?? null,
          }),
      ...(pair === null || known ? {} : { tags: [...search.tags, pair] }),
      ...(tag.value === WITHOUT ? { withoutTags: [...new Set([...search.withoutTags, tag.name])] } : {}),
    });
    onClose();
  };
  const custom = use !== '' && !USES.some(({ value }) => value === use);
  return (
    <Dialog title="Filter keys" wide onClose={onClose}>
      <Form
        problems={[]}
        submitError={null}
        loading={false}
        submitLabel="Filter"
        onCancel={onClose}
        onSubmit={apply}
      >
        <ChoiceGroup legend="State">
          <div className={styles['twoColumns']}>
            {KEY_STATES.map((state) => (
              <Checkbox
                key={state}
                label={stateWord(state)}
                checked={states.includes(state)}
                onChange={(on) =>
                  setStates(KEY_STATES.filter((each) => (each === state ? on : states.includes(each))))
                }
              />
            ))}
          </div>
        </ChoiceGroup>
        <TagFilter
          facets={facets}
          name={tag.name}
          value={tag.value}
          onChange={(name, value) => setTag({ name, value })}
        />
        <div className={styles['twoColumns']}>
          <Select
            label="Rotation"
            value={rotation}
            options={[
              ANY,
              ...ROTATION_FILTERS.map((each) => ({ value: each, label: upper(ROTATION_WORDS[each]) })),
            ]}
            onChange={setRotation}
          />
          <Select
            label="Last use"
            value={use}
            options={[ANY, ...(custom ? [{ value: use, label: 'As it is filtered now' }] : []), ...USES]}
            onChange={setUse}
          />
          <Select
            label="Spec"
            value={spec}
            options={[
              ANY,
              ...facets.KeySpecs.map(({ KeySpec, Count }) => ({
                value: KeySpec,
                label: `${specRow(KeySpec).label} (${number.format(Count)})`,
              })),
            ]}
            onChange={setSpec}
          />
        </div>
        <Checkbox label="Only keys without an alias" checked={unaliased} onChange={setUnaliased} />
      </Form>
    </Dialog>
  );
}
