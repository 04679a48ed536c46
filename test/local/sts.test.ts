import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { type LocalEndpoint, startLocalEndpoint } from "../../provider/local";

let local: LocalEndpoint;

beforeAll(async () => {
  local = await startLocalEndpoint();
});

afterAll(() => local.close());

function client(accessKeyId: string): STSClient {
  const credentials = { accessKeyId, secretAccessKey: "x" };
  return new STSClient({ endpoint: local.endpoint, region: "eu-west-1", credentials, maxAttempts: 1 });
}

test.each([
  ["AKIA111122223333", "111122223333"],
  ["local", "000000000000"],
])("the account of %s is %s", async (accessKeyId, account) => {
  const identity = await client(accessKeyId).send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({ Account: account, Arn: `arn:aws:iam::${account}:root` });
});

test("an assumed role is of the account in its ARN", async () => {
  const input = { RoleArn: "arn:aws:iam::444455556666:role/deploy", RoleSessionName: "test" };
  const { Credentials, AssumedRoleUser } = await client("AKIA111122223333").send(new AssumeRoleCommand(input));
  expect(AssumedRoleUser?.Arn).toBe("arn:aws:sts::444455556666:assumed-role/deploy/test");
  const identity = await client(Credentials?.AccessKeyId ?? "").send(new GetCallerIdentityCommand({}));
  expect(identity.Account).toBe("444455556666");
});

test("a role that is none, and an operation that is not served", async () => {
  const input = { RoleArn: "deploy-of-nothing-here", RoleSessionName: "test" };
  await expect(client("a").send(new AssumeRoleCommand(input))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 400 },
  });
});
