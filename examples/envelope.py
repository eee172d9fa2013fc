#!/usr/bin/env python3
"""Envelope encryption with Keydesk (or AWS KMS), boto3 and cryptography.

    envelope.py encrypt (FILE | --text TEXT) --out ENVELOPE [--context NAME=VALUE ...]
    envelope.py decrypt ENVELOPE [--out FILE] [--context NAME=VALUE ...]
    envelope.py demo

The master key never leaves the desk. It wraps a data key that is made for this one payload; the data key encrypts the
payload here; the wrapped data key is stored beside the ciphertext; the data key in the clear is dropped.

From the environment: KMS_KEY_ID (an id, ARN or alias, not key material), AWS_ENDPOINT_URL_KMS (or --endpoint),
AWS_REGION or AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.
Exit codes: 0 done, 1 refused or not readable, 64 usage.
"""
import argparse
import base64
import json
import os
import sys
import tempfile

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = "keydesk-envelope/1"
NONCE_BYTES = 12  # 96 bits, what GCM is made for (NIST SP 800-38D §8.2); each data key encrypts once, so it never repeats


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


def encrypt(kms, key_id, plaintext, context):
    """bytes -> envelope (a dict that JSON can hold)."""
    answer = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    data_key = bytearray(answer.pop("Plaintext"))
    try:
        say(f"1. The desk made a data key, wrapped by {answer['KeyId']}")
        nonce = os.urandom(NONCE_BYTES)
        ciphertext = AESGCM(data_key).encrypt(nonce, plaintext, None)
        say(f"2. Encrypted {len(plaintext)} bytes here, with AES-256-GCM")
    finally:
        wipe(data_key)
    say("3. Dropped the data key; its wrapped copy stays with the ciphertext")
    return {
        "format": FORMAT,
        "wrapped_key": base64.b64encode(answer["CiphertextBlob"]).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "ciphertext": base64.b64encode(ciphertext).decode(),
    }


def decrypt(kms, envelope, context):
    """Envelope -> bytes. The wrapped key names its master key, so no key id is needed."""
    wrapped_key, nonce, ciphertext = (field(envelope, name) for name in ("wrapped_key", "nonce", "ciphertext"))
    answer = kms.decrypt(CiphertextBlob=wrapped_key, EncryptionContext=context)
    data_key = bytearray(answer.pop("Plaintext"))
    try:
        say(f"1. The desk unwrapped the data key with {answer['KeyId']}")
        plaintext = AESGCM(data_key).decrypt(nonce, ciphertext, None)
        say(f"2. Decrypted {len(plaintext)} bytes here")
    except InvalidTag:
        raise Failure("the ciphertext or its nonce was changed since it was made") from None
    finally:
        wipe(data_key)
    say("3. Dropped the data key")
    return plaintext


def field(envelope, name):
    try:
        return base64.b64decode(envelope[name], validate=True)
    except (KeyError, TypeError, ValueError):
        raise Failure(f"the envelope has no readable {name}") from None


def read_envelope(path):
    try:
        with open(path, encoding="utf-8") as file:
            envelope = json.load(file)
    except OSError as error:
        raise Failure(f"cannot read {path}: {error.strerror}") from None
    except ValueError:
        raise Failure(f"{path} is not an envelope") from None
    if not isinstance(envelope, dict) or envelope.get("format") != FORMAT:
        raise Failure(f"{path} is not a {FORMAT}")
    return envelope


def write_private(path, content):
    """Readable by its owner only, from the first byte on."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}") from None


def read_payload(arguments):
    if arguments.text is not None:
        return arguments.text.encode()
    try:
        with open(arguments.file, "rb") as file:
            return file.read()
    except OSError as error:
        raise Failure(f"cannot read {arguments.file}: {error.strerror}") from None


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


def run_encrypt(arguments):
    payload = read_payload(arguments)
    envelope = encrypt(connect(arguments), master_key(), payload, arguments.context)
    write_private(arguments.out, (json.dumps(envelope, indent=2) + "\n").encode())
    say(f"4. Wrote {arguments.out}")


def run_decrypt(arguments):
    plaintext = decrypt(connect(arguments), read_envelope(arguments.envelope), arguments.context)
    if arguments.out is None:
        sys.stdout.buffer.write(plaintext)
        sys.stdout.buffer.flush()
    else:
        write_private(arguments.out, plaintext)
        say(f"4. Wrote {arguments.out}")


def run_demo(arguments):
    payload = b"Every hard problem in cryptography in production is a key management problem."
    kms = connect(arguments)
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "envelope.json")
        say("Encrypt")
        write_private(path, json.dumps(encrypt(kms, master_key(), payload, arguments.context)).encode())
        say("Decrypt")
        opened = decrypt(kms, read_envelope(path), arguments.context)
        if opened != payload:
            raise Failure("what came back is not what went in")
    print(opened.decode())


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
        help="encryption context: not secret, recorded with each use, and the same is needed to decrypt",
    )
    parser = Parser(description="Envelope encryption with Keydesk or AWS KMS.")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("encrypt", parents=[common], help="make an envelope of a file or text")
    source = one.add_mutually_exclusive_group(required=True)
    source.add_argument("file", nargs="?")
    source.add_argument("--text")
    one.add_argument("--out", required=True, metavar="ENVELOPE")
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
