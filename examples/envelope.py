#!/usr/bin/env python3
"""Envelope encryption with Keydesk (or AWS KMS), boto3 and cryptography.

    envelope.py encrypt (FILE | --text TEXT) --out ENVELOPE [--stream] [--context NAME=VALUE ...]
    envelope.py decrypt ENVELOPE [--out FILE] [--context NAME=VALUE ...]
    envelope.py demo

The master key never leaves the desk. It wraps a data key that is made for this one payload; the data key encrypts the
payload here; the wrapped data key is stored beside the ciphertext; the data key in the clear is dropped. The file's form is
docs/envelope-file.md: `keydesk envelope` and the TypeScript client read what this writes, and the other way round.

From the environment: KMS_KEY_ID (an id, ARN or alias, not key material), AWS_ENDPOINT_URL_KMS (or --endpoint),
AWS_REGION or AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.
Exit codes: 0 done, 1 refused or not readable, 64 usage.
"""
import argparse
import base64
import io
import json
import os
import struct
import sys
import tempfile

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = "keydesk-envelope/2"
STREAM_FORMAT = "keydesk-envelope-stream/2"
ALGORITHM = "AES-256-GCM"
NONCE_BYTES = 12  # 96 bits, what GCM is made for (NIST SP 800-38D §8.2); each data key encrypts one payload, so it never repeats
TAG_BYTES = 16
PREFIX_BYTES = 7  # of a stream's nonces; the other five are the chunk's place and whether it is the last
CHUNK_BYTES = 1024 * 1024
MOST_CHUNK_BYTES = 16 * CHUNK_BYTES
MOST_LINE_BYTES = 128 * 1024


class Failure(Exception):
    """What a person is told, in one sentence."""


def say(line):
    """Steps go to stderr, so that stdout is only ever the payload."""
    print(line, file=sys.stderr, flush=True)


def wipe(secret):
    """Overwrites a bytearray.

    What Python cannot do: boto3 hands the data key over as `bytes`, which nothing can overwrite, and the JSON and base64
    text that it came in are strings; the AES code keeps a key schedule of its own. They are freed when the last reference goes,
    and stay in the process's memory until something else is written there. So a short-lived process is the better wipe,
    and a memory dump of a running one may hold a data key: of this payload only, never the master key.
    """
    for i in range(len(secret)):
        secret[i] = 0


def measured(content):
    return struct.pack(">I", len(content)) + content


def additional_data(form, header, chunk_bytes=0):
    """What the tag covers besides the payload: an envelope whose parts were exchanged does not open."""
    pairs = sorted((name.encode(), value.encode()) for name, value in header["context"].items())
    return b"".join(
        [measured(form.encode()), measured(ALGORITHM.encode()), measured(header["key_id"].encode())]
        + [measured(base64.b64decode(header["wrapped_key"])), struct.pack(">II", chunk_bytes, len(pairs))]
        + [measured(name) + measured(value) for name, value in pairs]
    )


def mint(kms, key_id, context, form):
    """A new data key, and the header of the envelope that it is for."""
    answer = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    data_key = bytearray(answer.pop("Plaintext"))
    say(f"1. The desk made a data key, wrapped by {answer['KeyId']}")
    wrapped_key = base64.b64encode(answer["CiphertextBlob"]).decode()
    return data_key, {
        "format": form,
        "algorithm": ALGORITHM,
        "key_id": answer["KeyId"],
        "wrapped_key": wrapped_key,
        "context": context,
    }


def unwrap(kms, header, expected):
    """The data key of an envelope. The wrapped key names its master key, so no key id is needed."""
    if any(header["context"].get(name) != value for name, value in expected.items()):
        raise Failure("the envelope belongs to another encryption context")
    answer = kms.decrypt(CiphertextBlob=field(header, "wrapped_key"), EncryptionContext=header["context"])
    data_key = bytearray(answer.pop("Plaintext"))
    say(f"1. The desk unwrapped the data key with {answer['KeyId']}")
    return data_key


def encrypt(kms, key_id, plaintext, context):
    """bytes -> envelope (a dict that JSON can hold)."""
    data_key, envelope = mint(kms, key_id, context, FORMAT)
    try:
        nonce = os.urandom(NONCE_BYTES)
        ciphertext = AESGCM(data_key).encrypt(nonce, plaintext, additional_data(FORMAT, envelope))
        say(f"2. Encrypted {len(plaintext)} bytes here, with AES-256-GCM")
    finally:
        wipe(data_key)
    say("3. Dropped the data key; its wrapped copy stays with the ciphertext")
    return {
        **envelope,
        "nonce": base64.b64encode(nonce).decode(),
        "ciphertext": base64.b64encode(ciphertext).decode(),
    }


def decrypt(kms, envelope, expected):
    """Envelope -> bytes."""
    nonce, ciphertext = (field(envelope, name) for name in ("nonce", "ciphertext"))
    data_key = unwrap(kms, envelope, expected)
    try:
        plaintext = AESGCM(data_key).decrypt(nonce, ciphertext, additional_data(FORMAT, envelope))
        say(f"2. Decrypted {len(plaintext)} bytes here")
    except (InvalidTag, ValueError):
        raise Failure("the envelope was changed since it was made") from None
    finally:
        wipe(data_key)
    say("3. Dropped the data key")
    return plaintext


def chunks(source, size):
    """The file in pieces of `size`, each with whether it is the last; the last is shorter, or empty when there is nothing."""
    piece = source.read(size)
    while True:
        following = source.read(size)
        yield piece, not following
        if not following:
            return
        piece = following


def chunk_nonce(prefix, place, last):
    """The STREAM construction: a chunk opens in its own place only, and the last one only as the last."""
    return prefix + struct.pack(">IB", place, last)


def encrypt_stream(kms, key_id, source, target, context):
    """A file of any size, a chunk at a time."""
    data_key, header = mint(kms, key_id, context, STREAM_FORMAT)
    try:
        prefix = os.urandom(PREFIX_BYTES)
        header = {**header, "nonce_prefix": base64.b64encode(prefix).decode(), "chunk_bytes": CHUNK_BYTES}
        target.write(json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
        aead, additional, size = AESGCM(data_key), additional_data(STREAM_FORMAT, header, CHUNK_BYTES), 0
        for place, (piece, last) in enumerate(chunks(source, CHUNK_BYTES)):
            target.write(aead.encrypt(chunk_nonce(prefix, place, last), piece, additional))
            size += len(piece)
        say(f"2. Encrypted {size} bytes here, with AES-256-GCM, in chunks")
    finally:
        wipe(data_key)
    say("3. Dropped the data key; its wrapped copy stays with the ciphertext")


def decrypt_stream(kms, source, target, expected):
    """Writes each chunk once it was checked; that the file is whole is known at the end only."""
    header = header_of(source.readline(MOST_LINE_BYTES), STREAM_FORMAT)
    prefix, chunk_bytes = field(header, "nonce_prefix"), header.get("chunk_bytes")
    if not isinstance(chunk_bytes, int) or not 1 <= chunk_bytes <= MOST_CHUNK_BYTES or len(prefix) != PREFIX_BYTES:
        raise Failure("the envelope has no readable nonce_prefix and chunk_bytes")
    data_key = unwrap(kms, header, expected)
    try:
        aead, additional, size = AESGCM(data_key), additional_data(STREAM_FORMAT, header, chunk_bytes), 0
        for place, (piece, last) in enumerate(chunks(source, chunk_bytes + TAG_BYTES)):
            plaintext = aead.decrypt(chunk_nonce(prefix, place, last), piece, additional)
            target.write(plaintext)
            size += len(plaintext)
        say(f"2. Decrypted {size} bytes here")
    except (InvalidTag, ValueError):
        raise Failure("the envelope was changed since it was made, or cut off") from None
    finally:
        wipe(data_key)
    say("3. Dropped the data key")


def field(envelope, name):
    try:
        return base64.b64decode(envelope[name], validate=True)
    except (KeyError, TypeError, ValueError):
        raise Failure(f"the envelope has no readable {name}") from None


def header_of(text, form):
    """The JSON of an envelope, with what every form has."""
    try:
        envelope = json.loads(text)
    except ValueError:
        raise Failure("the file is not an envelope, or was cut off") from None
    if not isinstance(envelope, dict) or envelope.get("format") != form:
        raise Failure(f"the file is not a {form}")
    context = envelope.get("context")
    if not isinstance(context, dict) or not all(isinstance(value, str) for value in context.values()):
        raise Failure("the envelope has no readable context")
    if envelope.get("algorithm") != ALGORITHM or not isinstance(envelope.get("key_id"), str):
        raise Failure("the envelope has no readable algorithm and key_id")
    field(envelope, "wrapped_key")
    return envelope


def opened(path):
    try:
        return open(path, "rb")
    except OSError as error:
        raise Failure(f"cannot read {path}: {error.strerror}") from None


def write_private(path, write):
    """`write` fills a file that only its owner may read, from the first byte on; nothing of it stays when that fails."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            write(file)
    except BaseException:
        os.remove(path)
        raise


def connect(arguments):
    # boto3 reads AWS_ENDPOINT_URL_KMS by itself only from 1.28 on, so the endpoint is always passed.
    endpoint = arguments.endpoint or os.environ.get("AWS_ENDPOINT_URL_KMS")
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    return boto3.client("kms", endpoint_url=endpoint or None, region_name=region)


def master_key():
    key_id = os.environ.get("KMS_KEY_ID", "")
    if key_id == "":
        raise Failure("KMS_KEY_ID is not set: the id, ARN or alias of the key to use")
    return key_id


def source_of(arguments):
    return opened(arguments.file) if arguments.text is None else io.BytesIO(arguments.text.encode())


def as_json(envelope):
    return (json.dumps(envelope, indent=2, ensure_ascii=False) + "\n").encode()


def run_encrypt(arguments):
    with source_of(arguments) as source:
        kms, key_id, context = connect(arguments), master_key(), arguments.context
        if arguments.stream:
            write_private(arguments.out, lambda target: encrypt_stream(kms, key_id, source, target, context))
        else:
            envelope = as_json(encrypt(kms, key_id, source.read(), context))
            write_private(arguments.out, lambda target: target.write(envelope))
    say(f"4. Wrote {arguments.out}")


def run_decrypt(arguments):
    kms = connect(arguments)
    with opened(arguments.envelope) as source:
        streamed = f'"{STREAM_FORMAT.partition("/")[0]}/'.encode() in source.read(256)
        source.seek(0)

        def write(target):
            if streamed:
                decrypt_stream(kms, source, target, arguments.context)
            else:
                target.write(decrypt(kms, header_of(source.read(), FORMAT), arguments.context))

        if arguments.out is None:
            write(sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            write_private(arguments.out, write)
            say(f"4. Wrote {arguments.out}")


def run_demo(arguments):
    payload = b"Every hard problem in cryptography in production is a key management problem."
    kms = connect(arguments)
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "envelope.json")
        say("Encrypt")
        envelope = as_json(encrypt(kms, master_key(), payload, arguments.context))
        write_private(path, lambda target: target.write(envelope))
        say("Decrypt")
        with opened(path) as source:
            plaintext = decrypt(kms, header_of(source.read(), FORMAT), arguments.context)
        if plaintext != payload:
            raise Failure("what came back is not what went in")
    print(plaintext.decode())


def pair(text):
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError("must be NAME=VALUE")
    return name, value


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(64, f"{self.prog}: {message}\n")


def parse(words):
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--endpoint", help="the desk's URL; else AWS_ENDPOINT_URL_KMS")
    common.add_argument(
        "--context", type=pair, action="append", default=[], metavar="NAME=VALUE",
        help="encryption context: not secret, kept in the envelope, recorded with each use; to decrypt, pairs that it must have",
    )
    parser = Parser(description="Envelope encryption with Keydesk or AWS KMS.")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("encrypt", parents=[common], help="make an envelope of a file or text")
    source = one.add_mutually_exclusive_group(required=True)
    source.add_argument("file", nargs="?")
    source.add_argument("--text")
    one.add_argument("--out", required=True, metavar="ENVELOPE")
    one.add_argument("--stream", action="store_true", help="in checked chunks, for a file of any size")
    one.set_defaults(run=run_encrypt)
    two = commands.add_parser("decrypt", parents=[common], help="open an envelope, to stdout or a file")
    two.add_argument("envelope")
    two.add_argument("--out", metavar="FILE")
    two.set_defaults(run=run_decrypt)
    three = commands.add_parser("demo", parents=[common], help="encrypt a sentence and decrypt it again")
    three.set_defaults(run=run_demo)
    arguments = parser.parse_args(words)
    arguments.context = dict(arguments.context)
    return arguments


def main(words):
    arguments = parse(words)
    try:
        arguments.run(arguments)
    except ClientError as error:
        answer = error.response["Error"]
        say(f"envelope.py: the desk refused: {answer['Code']}" + (f": {answer['Message']}" if answer.get("Message") else ""))
        return 1
    except (BotoCoreError, Failure) as error:
        say(f"envelope.py: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
