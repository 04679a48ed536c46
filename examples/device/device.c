/*
 * A device that applies its configuration, and acknowledges it: device HOST PORT TOPIC [CA CERTIFICATE KEY]
 *
 * cc -std=c11 -Wall -Wextra -o device device.c -lmosquitto -lcrypto
 */

#include <mosquitto.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Hex digits of a version. */
#define DIGITS 16
#define MAX_TOPIC 256
#define MAX_ANSWER 256

struct device {
  const char *topic;
  char applied[MAX_TOPIC + 1];
  char retained[MAX_ANSWER]; /* the acknowledgement that the broker has */
};

/* What the device does with its configuration. Returns NULL, or why it refuses it: text that needs no escapes in JSON. */
static const char *apply(const char *payload, int length) {
  char text[512];
  if (length >= (int)sizeof text) return "expected at most 511 bytes";
  memcpy(text, payload, (size_t)length);
  text[length] = '\0';
  /* A device of your own has a parser of JSON. */
  const char *value = strstr(text, "\"intervalSeconds\":");
  char *end = NULL;
  long seconds = value == NULL ? 0 : strtol(value + strlen("\"intervalSeconds\":"), &end, 10);
  if (seconds < 1 || seconds > 3600 || (*end != ',' && *end != '}')) return "intervalSeconds: expected 1 to 3600";
  printf("reporting every %ld s\n", seconds);
  fflush(stdout);
  return NULL;
}

/* The first 16 hex digits of the SHA-256 of a payload. */
static void version_of(const void *payload, int length, char version[DIGITS + 1]) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(payload, (size_t)length, digest);
  for (int i = 0; i < DIGITS / 2; i++) snprintf(version + 2 * i, 3, "%02x", digest[i]);
}

/* Applies a configuration, and says so. One that was cleared needs no acknowledgement: an empty one clears it too. */
static void acknowledge(const struct mosquitto_message *message, char answer[MAX_ANSWER]) {
  answer[0] = '\0';
  if (message->payloadlen == 0) return;
  char version[DIGITS + 1];
  version_of(message->payload, message->payloadlen, version);
  const char *reason = apply(message->payload, message->payloadlen);
  if (reason == NULL) snprintf(answer, MAX_ANSWER, "{\"applied\":\"%s\"}", version);
  else snprintf(answer, MAX_ANSWER, "{\"refused\":\"%s\",\"reason\":\"%s\"}", version, reason);
}

static void on_connect(struct mosquitto *client, void *context, int code) {
  struct device *device = context;
  if (code != 0) {
    fprintf(stderr, "the broker says: %s\n", mosquitto_connack_string(code));
    exit(1);
  }
  /* It may have been cleared since the last connection. */
  device->retained[0] = '\0';
  /* Its own acknowledgement first: the broker then sends that before the configuration. */
  mosquitto_subscribe(client, NULL, device->applied, 1);
  mosquitto_subscribe(client, NULL, device->topic, 1);
}

static void on_message(struct mosquitto *client, void *context, const struct mosquitto_message *message) {
  struct device *device = context;
  if (strcmp(message->topic, device->applied) == 0) {
    snprintf(device->retained, MAX_ANSWER, "%.*s", message->payloadlen, (const char *)message->payload);
    return;
  }
  char answer[MAX_ANSWER];
  acknowledge(message, answer);
  /* After a reconnect the broker repeats what it retains, and then the same answer need not be published again. */
  if (message->retain && strcmp(answer, device->retained) == 0) return;
  mosquitto_publish(client, NULL, device->applied, (int)strlen(answer), answer, 1, true);
  strcpy(device->retained, answer);
}

int main(int argc, char **argv) {
  if (argc != 4 && argc != 7) {
    fprintf(stderr, "usage: device HOST PORT TOPIC [CA CERTIFICATE KEY]\n");
    return 1;
  }
  struct device device = {.topic = argv[3]};
  snprintf(device.applied, sizeof device.applied, "%s/applied", device.topic);
  char id[MAX_TOPIC + 1];
  snprintf(id, sizeof id, "%s", device.topic);
  for (char *at = id; *at != '\0'; at++) {
    if (*at == '/') *at = '-';
  }
  mosquitto_lib_init();
  struct mosquitto *client = mosquitto_new(id, true, &device);
  if (client == NULL) return 1;
  mosquitto_connect_callback_set(client, on_connect);
  mosquitto_message_callback_set(client, on_message);
  int error = argc == 7 ? mosquitto_tls_set(client, argv[4], NULL, argv[5], argv[6], NULL) : MOSQ_ERR_SUCCESS;
  if (error == MOSQ_ERR_SUCCESS) error = mosquitto_connect(client, argv[1], atoi(argv[2]), 60);
  if (error == MOSQ_ERR_SUCCESS) error = mosquitto_loop_forever(client, -1, 1);
  fprintf(stderr, "%s\n", mosquitto_strerror(error));
  return 1;
}
