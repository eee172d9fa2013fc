"""A key's life through boto3: tags, names, rotation, deletion, ReEncrypt. Prints what boto3 saw as one JSON object."""

import base64
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, = sys.argv[1:]
kms = boto3.client("kms", endpoint_url=endpoint, config=Config(retries={"total_max_attempts": 1}))


def refused(call, **arguments):
    """Code, text and status of an error that the call must raise."""
    try:
        call(**arguments)
    except ClientError as error:
        return {
            "class": type(error).__name__,
            "code": error.response["Error"]["Code"],
            "message": error.response["Error"]["Message"],
            "status": error.response["ResponseMetadata"]["HTTPStatusCode"],
        }
    return None


def bare(answer):
    """An answer without boto3's own member."""
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


first = kms.create_key(Description="before", Tags=[{"TagKey": "team", "TagValue": "web"}])["KeyMetadata"]
second = kms.create_key()["KeyMetadata"]
one, two = first["KeyId"], second["KeyId"]
seen = {"one": first["Arn"], "two": second["Arn"]}

# tags
kms.tag_resource(KeyId=one, Tags=[{"TagKey": "team", "TagValue": "data"}, {"TagKey": "tier", "TagValue": ""}])
seen["tags"] = bare(kms.list_resource_tags(KeyId=first["Arn"]))
kms.untag_resource(KeyId=one, TagKeys=["tier", "nothing"])
seen["tags_after"] = bare(kms.list_resource_tags(KeyId=one))
seen["reserved_tag"] = refused(kms.tag_resource, KeyId=one, Tags=[{"TagKey": "aws:x", "TagValue": ""}])
kms.update_key_description(KeyId=one, Description="after")
seen["description"] = kms.describe_key(KeyId=one)["KeyMetadata"]["Description"]

# names
kms.create_alias(AliasName="alias/app", TargetKeyId=one)
kms.update_alias(AliasName="alias/app", TargetKeyId=two)
aliases = kms.list_aliases(KeyId=two)["Aliases"]
seen["aliases"] = [{"AliasName": a["AliasName"], "TargetKeyId": a["TargetKeyId"] == two} for a in aliases]
seen["later"] = aliases[0]["LastUpdatedDate"] >= aliases[0]["CreationDate"]
kms.delete_alias(AliasName="alias/app")
seen["no_alias"] = refused(kms.delete_alias, AliasName="alias/app")

# ReEncrypt
sealed = kms.encrypt(KeyId=one, Plaintext=b"record 8841", EncryptionContext={"tenant": "a"})["CiphertextBlob"]
moved = kms.re_encrypt(
    CiphertextBlob=sealed,
    SourceEncryptionContext={"tenant": "a"},
    DestinationKeyId=two,
    DestinationEncryptionContext={"tenant": "b"},
)
seen["moved"] = {
    name: moved[name]
    for name in ("SourceKeyId", "KeyId", "SourceEncryptionAlgorithm", "DestinationEncryptionAlgorithm")
}
opened = kms.decrypt(CiphertextBlob=moved["CiphertextBlob"], EncryptionContext={"tenant": "b"})
seen["opened"] = [opened["Plaintext"].decode(), opened["KeyId"]]
seen["wrong_context"] = refused(
    kms.re_encrypt, CiphertextBlob=sealed, SourceEncryptionContext={"tenant": "b"}, DestinationKeyId=two
)

# rotation
seen["rotation_off"] = kms.get_key_rotation_status(KeyId=one)["KeyRotationEnabled"]
kms.enable_key_rotation(KeyId=one)
seen["rotation_on"] = kms.get_key_rotation_status(KeyId=one)["KeyRotationEnabled"]
kms.disable_key_rotation(KeyId=one)
seen["rotation_off_again"] = kms.get_key_rotation_status(KeyId=one)["KeyRotationEnabled"]
seen["rotation_by_alias"] = refused(kms.enable_key_rotation, KeyId="alias/app")

# deletion
scheduled = kms.schedule_key_deletion(KeyId=two, PendingWindowInDays=7)
seen["scheduled"] = {
    "KeyId": scheduled["KeyId"],
    "KeyState": scheduled["KeyState"],
    "PendingWindowInDays": scheduled["PendingWindowInDays"],
    "utc": scheduled["DeletionDate"].utcoffset() is not None,
}
seen["date_kept"] = kms.describe_key(KeyId=two)["KeyMetadata"]["DeletionDate"] == scheduled["DeletionDate"]
seen["pending"] = refused(kms.encrypt, KeyId=two, Plaintext=b"x")
seen["cancelled"] = bare(kms.cancel_key_deletion(KeyId=two))
seen["after_cancel"] = kms.describe_key(KeyId=two)["KeyMetadata"]["KeyState"]
seen["not_pending"] = refused(kms.cancel_key_deletion, KeyId=two)
seen["short_window"] = refused(kms.schedule_key_deletion, KeyId=two, PendingWindowInDays=5)
seen["random"] = len(kms.generate_random(NumberOfBytes=64)["Plaintext"])

print(json.dumps(seen, default=lambda value: base64.b64encode(value).decode()))
