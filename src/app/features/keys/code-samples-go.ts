import { literal } from '../../ui/code-quoting.ts';
import type { SampleFacts } from './code-samples.ts';

/** Envelope encryption with the AWS SDK for Go v2: the endpoint by `BaseEndpoint`, the cipher from the standard library. */
export const go = ({ endpoint, region, keyId }: SampleFacts): string => `package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

// Bound to the envelope: another one does not open it.
var record = map[string]string{"record": "8841"}

type envelope struct{ wrappedKey, nonce, ciphertext []byte }

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func seal(ctx context.Context, client *kms.Client, plaintext []byte) (*envelope, error) {
	dataKey, err := client.GenerateDataKey(ctx, &kms.GenerateDataKeyInput{
		KeyId:             aws.String(${literal(keyId)}),
		KeySpec:           types.DataKeySpecAes256,
		EncryptionContext: record,
	})
	if err != nil {
		return nil, err
	}
	defer clear(dataKey.Plaintext) // only its wrapped copy stays
	aead, err := gcm(dataKey.Plaintext)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return &envelope{dataKey.CiphertextBlob, nonce, aead.Seal(nil, nonce, plaintext, nil)}, nil
}

func open(ctx context.Context, client *kms.Client, sealed *envelope) ([]byte, error) {
	dataKey, err := client.Decrypt(ctx, &kms.DecryptInput{
		CiphertextBlob:    sealed.wrappedKey,
		EncryptionContext: record,
	})
	if err != nil {
		return nil, err
	}
	defer clear(dataKey.Plaintext)
	aead, err := gcm(dataKey.Plaintext)
	if err != nil {
		return nil, err
	}
	return aead.Open(nil, sealed.nonce, sealed.ciphertext, nil)
}

func main() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(${literal(region)}))
	if err != nil {
		log.Fatal(err)
	}
	client := kms.NewFromConfig(cfg, func(o *kms.Options) {
		o.BaseEndpoint = aws.String(${literal(endpoint)})
	})
	sealed, err := seal(ctx, client, []byte("card 4111 1111 1111 1111"))
	if err != nil {
		log.Fatal(err)
	}
	plaintext, err := open(ctx, client, sealed)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(plaintext))
}`;
