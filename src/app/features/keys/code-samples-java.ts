import { literal } from '../../ui/code-quoting.ts';
import type { SampleFacts } from './code-samples.ts';

/** Envelope encryption with the AWS SDK for Java 2: the endpoint by `endpointOverride`, the cipher of `javax.crypto`. */
export const java = ({ endpoint, region, keyId }: SampleFacts): string => `import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;

public final class Envelope {
  // Bound to the envelope: another one does not open it.
  private static final Map<String, String> CONTEXT = Map.of("record", "8841");

  record Sealed(SdkBytes wrappedKey, byte[] nonce, byte[] ciphertext) {}

  static Sealed seal(KmsClient kms, byte[] plaintext) throws GeneralSecurityException {
    var dataKey = kms.generateDataKey(request -> request
        .keyId(${literal(keyId)}).keySpec(DataKeySpec.AES_256).encryptionContext(CONTEXT));
    byte[] nonce = new byte[12];
    new SecureRandom().nextBytes(nonce);
    byte[] ciphertext = crypt(Cipher.ENCRYPT_MODE, dataKey.plaintext(), nonce, plaintext);
    return new Sealed(dataKey.ciphertextBlob(), nonce, ciphertext); // only the wrapped key stays
  }

  static byte[] open(KmsClient kms, Sealed sealed) throws GeneralSecurityException {
    var dataKey = kms.decrypt(request -> request
        .ciphertextBlob(sealed.wrappedKey()).encryptionContext(CONTEXT));
    return crypt(Cipher.DECRYPT_MODE, dataKey.plaintext(), sealed.nonce(), sealed.ciphertext());
  }

  private static byte[] crypt(int mode, SdkBytes dataKey, byte[] nonce, byte[] input)
      throws GeneralSecurityException {
    byte[] key = dataKey.asByteArray();
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      return cipher.doFinal(input);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  public static void main(String[] args) throws GeneralSecurityException {
    try (KmsClient kms = KmsClient.builder()
        .endpointOverride(URI.create(${literal(endpoint)}))
        .region(Region.of(${literal(region)}))
        .build()) {
      Sealed sealed = seal(kms, "card 4111 1111 1111 1111".getBytes(StandardCharsets.UTF_8));
      System.out.println(new String(open(kms, sealed), StandardCharsets.UTF_8));
    }
  }
}`;
