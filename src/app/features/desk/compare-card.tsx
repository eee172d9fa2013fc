import { useState } from 'react';
import { Select } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import styles from './desk.module.css';
import { compare, type Cost, type Measured } from './direct.ts';
import { durationText, sizeText } from './values.ts';

const KIB = 1024;
const SIZES = [55, 4 * KIB, 100 * KIB, 1024 * KIB, 10 * 1024 * KIB, 1024 * 1024 * KIB] as const;
const COUNTS = [1, 1_000, 1_000_000] as const;
const number = new Intl.NumberFormat('en');
const money = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  maximumSignificantDigits: 3,
});

function Row({
  name,
  costs,
  of,
}: {
  readonly name: string;
  readonly costs: readonly [Cost, Cost];
  readonly of: (cost: Cost) => string;
}) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {costs.map((cost, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- two columns, always
        <td key={i}>{of(cost)}</td>
      ))}
    </tr>
  );
}

/** The two ways side by side, for a size and a number of records. */
export function CompareCard({ measured }: { readonly measured: Measured }) {
  const [size, setSize] = useState<number>(SIZES[3]);
  const [count, setCount] = useState<number>(COUNTS[1]);
  const { direct, envelope } = compare(measured, size, count);
  const both = [direct, envelope] as const;
  return (
    <Card title="Compared" far={<span className={styles['aside']}>from what was measured here</span>}>
      <div className={styles['compare']}>
        <div className={styles['choices']}>
          <Select
            label="A record has"
            value={String(size)}
            options={SIZES.map((value) => ({ value: String(value), label: sizeText(value) }))}
            onChange={(value) => setSize(Number(value))}
          />
          <Select
            label="Records"
            value={String(count)}
            options={COUNTS.map((value) => ({ value: String(value), label: number.format(value) }))}
            onChange={(value) => setCount(Number(value))}
          />
        </div>
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span className="hidden">What is counted</span>
              </th>
              <th scope="col">Directly</th>
              <th scope="col">By envelope</th>
            </tr>
          </thead>
          <tbody>
            <Row name="Calls to the KMS" costs={both} of={({ calls }) => number.format(calls)} />
            <Row name="Uses of the master key" costs={both} of={({ calls }) => number.format(calls)} />
            <Row
              name="Waiting, one by one"
              costs={both}
              of={({ milliseconds }) => durationText(milliseconds)}
            />
            <Row name="Requests, at AWS’s price" costs={both} of={({ dollars }) => money.format(dollars)} />
          </tbody>
        </table>
        <p className={styles['note']}>
          One Encrypt of 4,096 bytes: {durationText(measured.encryptMs)}; one GenerateDataKey:{' '}
          {durationText(measured.dataKeyMs)} (medians of {measured.calls}). AES-256-GCM in this page:{' '}
          {sizeText(Math.round(measured.localBytesPerMs * 1000))} a second. Price: 0.03 USD for 10,000
          requests.
        </p>
      </div>
    </Card>
  );
}
