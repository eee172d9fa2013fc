/*
 * A PKCS#11 module that passes everything on to a real one and misbehaves where a test tells it to. Rules stand in the file FAULTS, read
 * at each call, one a line: `delay C_Sign 200` (ms), `fail C_Login 160` (CKR), `crash C_Initialize` (abort), `crash load`, `device`
 * (CKF_HW_SLOT). What is worth counting is appended to the file CALLS. Compiled by faulty-module.ts.
 */
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <pkcs11/pkcs11.h>

static CK_FUNCTION_LIST_PTR real;
static CK_FUNCTION_LIST list;
static atomic_int inside;

static int rule(const char *kind, const char *name, unsigned long *value)
{
  char line[128], has[32], whose[64];
  int found = 0;
  FILE *file = fopen(FAULTS, "r");
  if (file == NULL)
    return 0;
  while (!found && fgets(line, sizeof line, file) != NULL)
  {
    unsigned long given = 0;
    whose[0] = '\0';
    if (sscanf(line, "%31s %63s %lu", has, whose, &given) < 1)
      continue;
    if (strcmp(has, kind) == 0 && strcmp(whose, name) == 0)
    {
      found = 1;
      *value = given;
    }
  }
  fclose(file);
  return found;
}

static void note(const char *what)
{
  FILE *file = fopen(CALLS, "a");
  if (file == NULL)
    return;
  fprintf(file, "%s\n", what);
  fclose(file);
}

/* The rules of a call. Answers its CKR when it is to fail. */
static CK_RV obey(const char *name)
{
  unsigned long value = 0;
  if (rule("crash", name, &value))
    abort();
  if (rule("delay", name, &value))
    usleep((useconds_t)value * 1000);
  return rule("fail", name, &value) ? (CK_RV)value : CKR_OK;
}

#define CALL(name, parameters, arguments) \
  static CK_RV name##_ parameters         \
  {                                       \
    atomic_fetch_add(&inside, 1);         \
    CK_RV rv = obey(#name);               \
    if (rv == CKR_OK)                     \
      rv = real->name arguments;          \
    atomic_fetch_sub(&inside, 1);         \
    return rv;                            \
  }

CALL(C_Encrypt, (CK_SESSION_HANDLE s, CK_BYTE_PTR d, CK_ULONG n, CK_BYTE_PTR o, CK_ULONG_PTR l), (s, d, n, o, l))
CALL(C_Decrypt, (CK_SESSION_HANDLE s, CK_BYTE_PTR d, CK_ULONG n, CK_BYTE_PTR o, CK_ULONG_PTR l), (s, d, n, o, l))
CALL(C_Sign, (CK_SESSION_HANDLE s, CK_BYTE_PTR d, CK_ULONG n, CK_BYTE_PTR o, CK_ULONG_PTR l), (s, d, n, o, l))
CALL(C_GenerateRandom, (CK_SESSION_HANDLE s, CK_BYTE_PTR d, CK_ULONG n), (s, d, n))
CALL(C_GenerateKey, (CK_SESSION_HANDLE s, CK_MECHANISM_PTR m, CK_ATTRIBUTE_PTR a, CK_ULONG n, CK_OBJECT_HANDLE_PTR k),
     (s, m, a, n, k))
CALL(C_WrapKey,
     (CK_SESSION_HANDLE s, CK_MECHANISM_PTR m, CK_OBJECT_HANDLE w, CK_OBJECT_HANDLE k, CK_BYTE_PTR o, CK_ULONG_PTR l),
     (s, m, w, k, o, l))
CALL(C_UnwrapKey,
     (CK_SESSION_HANDLE s, CK_MECHANISM_PTR m, CK_OBJECT_HANDLE w, CK_BYTE_PTR d, CK_ULONG n, CK_ATTRIBUTE_PTR a, CK_ULONG c,
      CK_OBJECT_HANDLE_PTR k),
     (s, m, w, d, n, a, c, k))
CALL(C_OpenSession, (CK_SLOT_ID i, CK_FLAGS f, CK_VOID_PTR p, CK_NOTIFY y, CK_SESSION_HANDLE_PTR s), (i, f, p, y, s))

static CK_RV C_DestroyObject_(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE o)
{
  CK_RV rv = obey("C_DestroyObject");
  if (rv == CKR_OK)
    rv = real->C_DestroyObject(s, o);
  if (rv == CKR_OK)
    note("C_DestroyObject");
  return rv;
}

static CK_RV C_Login_(CK_SESSION_HANDLE s, CK_USER_TYPE u, CK_UTF8CHAR_PTR p, CK_ULONG n)
{
  note("C_Login");
  CK_RV rv = obey("C_Login");
  return rv == CKR_OK ? real->C_Login(s, u, p, n) : rv;
}

static CK_RV C_Initialize_(CK_VOID_PTR p)
{
  note("C_Initialize");
  CK_RV rv = obey("C_Initialize");
  return rv == CKR_OK ? real->C_Initialize(p) : rv;
}

static CK_RV C_Finalize_(CK_VOID_PTR p)
{
  note(atomic_load(&inside) == 0 ? "C_Finalize" : "C_Finalize with calls in flight");
  CK_RV rv = obey("C_Finalize");
  return rv == CKR_OK ? real->C_Finalize(p) : rv;
}

static CK_RV C_GetSlotInfo_(CK_SLOT_ID i, CK_SLOT_INFO_PTR p)
{
  unsigned long value;
  CK_RV rv = real->C_GetSlotInfo(i, p);
  if (rv == CKR_OK && rule("device", "", &value))
    p->flags |= CKF_HW_SLOT;
  return rv;
}

__attribute__((constructor)) static void load(void)
{
  unsigned long value;
  if (rule("crash", "load", &value))
    abort();
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR out)
{
  if (real == NULL)
  {
    void *library = dlopen(REAL, RTLD_NOW);
    CK_C_GetFunctionList get = library == NULL ? NULL : (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList");
    if (get == NULL || get(&real) != CKR_OK)
      return CKR_GENERAL_ERROR;
    list = *real;
    list.C_GetFunctionList = C_GetFunctionList;
    list.C_Initialize = C_Initialize_;
    list.C_Finalize = C_Finalize_;
    list.C_GetSlotInfo = C_GetSlotInfo_;
    list.C_OpenSession = C_OpenSession_;
    list.C_Login = C_Login_;
    list.C_Encrypt = C_Encrypt_;
    list.C_Decrypt = C_Decrypt_;
    list.C_Sign = C_Sign_;
    list.C_GenerateRandom = C_GenerateRandom_;
    list.C_GenerateKey = C_GenerateKey_;
    list.C_WrapKey = C_WrapKey_;
    list.C_UnwrapKey = C_UnwrapKey_;
    list.C_DestroyObject = C_DestroyObject_;
  }
  *out = &list;
  return CKR_OK;
}
