/** The few calls of AWS KMS that an envelope needs, signed: to this desk, or to any other service that speaks the protocol. */
import { encodeWire } from '../domain/wire.ts';
import { answerOf, KeydeskError } from './client.ts';
import type { EnvelopeKms } from './envelope.ts';
import { signedHeaders, type Credentials } from './sign-request.ts';

export interface AwsClientOptions {
  readonly endpoint: URL;
  readonly region: string;
  readonly credentials: Credentials;
}

/** Rejects with KeydeskError: what the service refused, or that it was not reached. */
export function createAwsClient({ endpoint, region, credentials }: AwsClientOptions): EnvelopeKms {
  const call = async (target: string, input: unknown): Promise<unknown> => {
    const body = JSON.stringify(encodeWire(input));
    const headers = await signedHeaders({ url: endpoint, region, target, body }, credentials);
    let answer: Response;
    try {
      answer = await fetch(endpoint, { method: 'POST', headers, body, redirect: 'error' });
    } catch {
      throw new KeydeskError('NetworkError', `${endpoint.origin} cannot be reached.`, 0, undefined);
    }
    return answerOf(answer);
  };
  return {
    generateDataKey: (input) => call('GenerateDataKey', input) as ReturnType<EnvelopeKms['generateDataKey']>, // the protocol's own shape
    decrypt: (input) => call('Decrypt', input) as ReturnType<EnvelopeKms['decrypt']>, // as above
  };
}
