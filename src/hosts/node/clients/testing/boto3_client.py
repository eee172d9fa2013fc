"""Plays one scenario with boto3 against the endpoint given, and prints what boto3 saw as one JSON object."""
import base64
import json
import sys

import boto3
from botocore.exceptions import ClientError

kms = boto3.client("kms", endpoint_url=sys.argv[1])
seen = {}
CONTEXT = {"tenant": "acme", "__proto__": "kept", "größe": "ü"}


def refused(name, call, **members):
    """What boto3 raises: its class, whether a class of this service caught it, code, text, status."""
    try:
        call(**members)
    except ClientError as error:
        modelled = getattr(kms.exceptions, error.response["Error"]["Code"], None)
        seen[name] = {
            "class": type(error).__name__,
            "caught": modelled is not None and isinstance(error, modelled),
            "code": error.response["Error"]["Code"],
            "message": error.response["Error"]["Message"],
            "status": error.response["ResponseMetadata"]["HTTPStatusCode"],
            "retries": error.response["ResponseMetadata"]["RetryAttempts"],
            "request_id": error.response["ResponseMetadata"].get("RequestId", ""),
        }
    else:
        seen[name] = "not refused"


made = kms.create_key(Description="of boto3", Tags=[{"TagKey": "team", "TagValue": "payments"}])["KeyMetadata"]
key, arn = made["KeyId"], made["Arn"]
seen["created"] = {**made, "CreationDate": made["CreationDate"].isoformat()}
kms.create_alias(AliasName="alias/boto3", TargetKeyId=key)
described = kms.describe_key(KeyId="alias/boto3")["KeyMetadata"]
seen["described_equals_created"] = described == made
seen["by_alias_arn"] = kms.describe_key(KeyId=arn.split(":key/")[0] + ":alias/boto3")["KeyMetadata"]["KeyId"] == key

encrypted = kms.encrypt(KeyId="alias/boto3", Plaintext=b"\x00\xff secret", EncryptionContext=CONTEXT)
opened = kms.decrypt(CiphertextBlob=encrypted["CiphertextBlob"], EncryptionContext=dict(reversed(CONTEXT.items())))
seen["encrypt"] = {"key": encrypted["KeyId"] == arn, "algorithm": encrypted["EncryptionAlgorithm"]}
seen["decrypt"] = {"key": opened["KeyId"] == arn, "plaintext": base64.b64encode(opened["Plaintext"]).decode()}

for spec, size in (("AES_256", 32), ("AES_128", 16)):
    data_key = kms.generate_data_key(KeyId=key, KeySpec=spec, EncryptionContext=CONTEXT)
    again = kms.decrypt(CiphertextBlob=data_key["CiphertextBlob"], EncryptionContext=CONTEXT)
    seen["data_key_" + spec] = len(data_key["Plaintext"]) == size and again["Plaintext"] == data_key["Plaintext"]
data_key = kms.generate_data_key(KeyId=key, NumberOfBytes=1024)
seen["data_key_bytes"] = len(data_key["Plaintext"])
blind = kms.generate_data_key_without_plaintext(KeyId=key, KeySpec="AES_256")
seen["without_plaintext"] = {
    "members": sorted(name for name in blind if name != "ResponseMetadata"),
    "opens_to": len(kms.decrypt(CiphertextBlob=blind["CiphertextBlob"])["Plaintext"]),
}

blob = encrypted["CiphertextBlob"]
refused("wrong_context", kms.decrypt, CiphertextBlob=blob, EncryptionContext={"tenant": "acme"})
refused("no_context", kms.decrypt, CiphertextBlob=blob)
refused("tampered", kms.decrypt, CiphertextBlob=blob[:-1] + bytes([blob[-1] ^ 1]), EncryptionContext=CONTEXT)
refused("random_blob", kms.decrypt, CiphertextBlob=b"not a ciphertext at all")
refused("unknown_key", kms.describe_key, KeyId="11111111-2222-3333-4444-555555555555")
refused("unknown_alias", kms.encrypt, KeyId="alias/nobody", Plaintext=b"x")
refused("no_key_id", kms.describe_key, KeyId="foo")
refused("alias_refused", kms.disable_key, KeyId="alias/boto3")
refused("alias_taken", kms.create_alias, AliasName="alias/boto3", TargetKeyId=key)
refused("foreign_region", kms.describe_key, KeyId=f"arn:aws:kms:us-west-2:000000000000:key/{key}")
refused("foreign_account", kms.describe_key, KeyId=f"arn:aws:kms:us-east-1:111111111111:key/{key}")
refused("too_large", kms.encrypt, KeyId=key, Plaintext=b"x" * 4097)
refused("bad_enum", kms.generate_data_key, KeyId=key, KeySpec="AES_512")
refused("both_sizes", kms.generate_data_key, KeyId=key, KeySpec="AES_256", NumberOfBytes=32)
refused("duplicate_tag", kms.create_key, Tags=[{"TagKey": "a", "TagValue": ""}, {"TagKey": "a", "TagValue": ""}])
refused("bad_policy", kms.put_key_policy, KeyId=key, PolicyName="default", Policy="{")
refused("grant_token", kms.encrypt, KeyId=key, Plaintext=b"x", GrantTokens=["no-such-token"])
refused("not_built", kms.sign, KeyId=key, Message=b"m", SigningAlgorithm="ECDSA_SHA_256")
refused("bad_marker", kms.list_keys, Marker="nonsense")

kms.disable_key(KeyId=arn)
seen["disabled"] = kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"]
refused("disabled_decrypt", kms.decrypt, CiphertextBlob=blob, EncryptionContext=CONTEXT)
kms.enable_key(KeyId=key)
seen["enabled_again"] = kms.decrypt(CiphertextBlob=blob, EncryptionContext=CONTEXT)["Plaintext"] == b"\x00\xff secret"

policy = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy + "\n")
seen["policy_as_stored"] = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"] == policy + "\n"
seen["policy_names"] = kms.list_key_policies(KeyId=key)["PolicyNames"]

others = [kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(4)]
for number, other in enumerate(others):
    kms.create_alias(AliasName=f"alias/page/{number}", TargetKeyId=other)
keys = [entry for page in kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2}) for entry in page["Keys"]]
seen["keys_paged"] = sorted(entry["KeyId"] for entry in keys) == sorted([key, *others])
seen["key_arns"] = all(entry["KeyArn"].endswith(":key/" + entry["KeyId"]) for entry in keys)
pages = list(kms.get_paginator("list_aliases").paginate(PaginationConfig={"PageSize": 2}))
seen["alias_pages"] = [len(page["Aliases"]) for page in pages]
seen["aliases"] = sorted(entry["AliasName"] for page in pages for entry in page["Aliases"])
seen["aliases_of_key"] = [entry["AliasName"] for entry in kms.list_aliases(KeyId=key)["Aliases"]]

wrong = boto3.client("kms", endpoint_url=sys.argv[1], aws_secret_access_key="y" * 40, aws_access_key_id=sys.argv[2])
refused("wrong_secret", wrong.list_keys)
unknown = boto3.client("kms", endpoint_url=sys.argv[1], aws_secret_access_key="y" * 40, aws_access_key_id="AKIANOBODYNOBODY0000")
refused("unknown_access_key", unknown.list_keys)
abroad = boto3.client("kms", endpoint_url=sys.argv[1], region_name="eu-west-1")
refused("wrong_region", abroad.list_keys)
print(json.dumps(seen))
