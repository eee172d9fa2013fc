"""Grants through boto3: an administrator grants, a grantee without any policy uses, others retire and revoke. Prints one JSON object."""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, grantee_arn, access_key, secret_key = sys.argv[1:]
config = Config(retries={"total_max_attempts": 1})
kms = boto3.client("kms", endpoint_url=endpoint, config=config)
grantee = boto3.client(
    "kms",
    endpoint_url=endpoint,
    config=config,
    aws_access_key_id=access_key,
    aws_secret_access_key=secret_key,
)


def refused(call, **arguments):
    """Class, code and text of an error that the call must raise."""
    try:
        call(**arguments)
    except ClientError as error:
        return [type(error).__name__, error.response["Error"]["Code"], error.response["Error"]["Message"]]
    return None


def bare(answer):
    """An answer without boto3's own member."""
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


metadata = kms.create_key()["KeyMetadata"]
key, arn = metadata["KeyId"], metadata["Arn"]
seen = {"arn": arn}
sealed = kms.encrypt(KeyId=key, Plaintext=b"record 8841", EncryptionContext={"tenant": "acme"})["CiphertextBlob"]
use = {"CiphertextBlob": sealed, "EncryptionContext": {"tenant": "acme"}}

seen["empty"] = bare(kms.list_grants(KeyId=key))
seen["before"] = refused(grantee.decrypt, **use)
made = kms.create_grant(
    KeyId=key,
    GranteePrincipal=grantee_arn,
    Operations=["Decrypt", "DescribeKey", "RetireGrant"],
    Constraints={"EncryptionContextSubset": {"Tenant": "acme"}},
    Name="reports",
)
again = kms.create_grant(
    KeyId=arn,
    GranteePrincipal=grantee_arn,
    Operations=["RetireGrant", "DescribeKey", "Decrypt"],
    Constraints={"EncryptionContextSubset": {"Tenant": "acme"}},
    Name="reports",
)
seen["idempotent"] = made["GrantId"] == again["GrantId"] and made["GrantToken"] != again["GrantToken"]
seen["opened"] = grantee.decrypt(GrantTokens=[made["GrantToken"]], **use)["Plaintext"].decode()
seen["described"] = grantee.describe_key(KeyId=key, GrantTokens=[again["GrantToken"]])["KeyMetadata"]["KeyId"] == key
seen["unconstrained"] = refused(grantee.decrypt, CiphertextBlob=sealed, EncryptionContext={"record": "1"})
seen["not_granted"] = refused(grantee.encrypt, KeyId=key, Plaintext=b"x")
seen["token"] = refused(grantee.describe_key, KeyId=key, GrantTokens=["no-such-token"])
(listed,) = kms.list_grants(KeyId=key)["Grants"]
seen["listed"] = {name: value for name, value in listed.items() if name not in ("GrantId", "CreationDate")}
seen["created"] = listed["CreationDate"].tzinfo is not None and listed["GrantId"] == made["GrantId"]

seen["retired"] = bare(grantee.retire_grant(GrantToken=made["GrantToken"]))
seen["after"] = refused(grantee.decrypt, **use)
seen["gone"] = refused(kms.revoke_grant, KeyId=key, GrantId=made["GrantId"])
seen["malformed"] = refused(kms.list_grants, KeyId=key, GrantId="x")
seen["wrong_operation"] = refused(
    kms.create_grant, KeyId=key, GranteePrincipal=grantee_arn, Operations=["GenerateMac"]
)
seen["unknown_principal"] = refused(
    kms.create_grant, KeyId=key, GranteePrincipal=grantee_arn + "-not-there", Operations=["Decrypt"]
)

for number in range(5):
    kms.create_grant(
        KeyId=key, GranteePrincipal=grantee_arn, Operations=["Decrypt"], RetiringPrincipal=grantee_arn
    )
pages = kms.get_paginator("list_grants").paginate(KeyId=key, PaginationConfig={"PageSize": 2})
ids = [grant["GrantId"] for page in pages for grant in page["Grants"]]
pages = kms.get_paginator("list_retirable_grants").paginate(
    RetiringPrincipal=grantee_arn, PaginationConfig={"PageSize": 2}
)
retirable = [grant["GrantId"] for page in pages for grant in page["Grants"]]
seen["paged"] = [len(ids), len(set(ids)), sorted(retirable) == sorted(ids)]
kms.revoke_grant(KeyId=key, GrantId=ids[0])
grantee.retire_grant(KeyId=arn, GrantId=ids[1])
seen["left"] = len(kms.list_grants(KeyId=key)["Grants"])

print(json.dumps(seen))
