/** The body of a request as members: one JSON object, read by our own strict parser. The size was capped before. */
import { parseJsonValue, JsonError } from '../../domain/json/parse-json.ts';
import { ServiceError } from '../errors.ts';

/** Throws SerializationException; the message never repeats the body. */
export function readBody(body: string): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = parseJsonValue(body);
  } catch (error) {
    if (error instanceof JsonError)
      throw new ServiceError(
        'SerializationException',
        `The body is not acceptable JSON: ${error.message} (at character ${error.at})`,
      );
    throw error;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ServiceError('SerializationException', 'The body must be a JSON object.');
  return value as Record<string, unknown>; // a JSON object
}
