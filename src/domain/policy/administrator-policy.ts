/** The text of the built-in policy `administrator`, byte for byte: the one that may do everything and is meant to. */
export const ADMINISTRATOR_POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Everything",
      "Effect": "Allow",
      "Action": [
        "kms:*",
        "keydesk:*"
      ],
      "Resource": "*"
    }
  ]
}`;
