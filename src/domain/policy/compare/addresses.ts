/** IP addresses in order: where a block begins, and what comes after it. */
import type { Address, AddressRange } from '../operand-values.ts';

const masked = ({ address, bits }: AddressRange, fill: number): Address =>
  address.map((byte, i) => {
    const left = Math.max(0, Math.min(8, bits - i * 8));
    const mask = (0xff << (8 - left)) & 0xff;
    return (byte & mask) | (fill & ~mask & 0xff);
  });

export const firstAddress = (range: AddressRange): Address => masked(range, 0);

/** Null: nothing does. */
export function addressAfter(range: AddressRange): Address | null {
  const out = [...masked(range, 0xff)];
  for (let i = out.length - 1; i >= 0; i--) {
    if (out[i] !== 0xff) {
      out[i] = (out[i] ?? 0) + 1;
      return out;
    }
    out[i] = 0;
  }
  return null;
}

/** As text; of IPv6 the first run of zero groups is left out. */
export function addressText(address: Address): string {
  if (address.length === 4) return address.join('.');
  const groups: string[] = [];
  for (let i = 0; i < address.length; i += 2)
    groups.push((((address[i] ?? 0) << 8) | (address[i + 1] ?? 0)).toString(16));
  return groups.join(':').replace(/(?:^|:)0(?::0)+(?::|$)/, '::');
}
