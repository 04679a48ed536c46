import { alarmNames } from "../../provider/dataplane/alarm-names";
import type { AlarmPlace } from "../../provider/dataplane/control-plane";

const ireland: AlarmPlace = { region: "eu-west-1", accountId: "123456789012" };
const arn = (name: string, region = "eu-west-1", account = "123456789012", partition = "aws") =>
  `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`;

afterEach(() => {
  delete process.env["AWS_ENDPOINT_URL_STS"];
});

test("a name, and an ARN of the same alarm, are one name, in the order in which they are given", () => {
  expect(alarmNames(["b", arn("a"), "a", arn("b")], ireland)).toEqual(["b", "a"]);
});

test("a name may have colons, slashes and characters of any language", () => {
  const names = ["a:b/c", "alarm:x", "ü🚀 日本", "__proto__", " ", "x".repeat(255)];
  expect(alarmNames(names, ireland)).toEqual(names);
  expect(
    alarmNames(
      names.map((name) => arn(name)),
      ireland,
    ),
  ).toEqual(names);
});

test.each(["aws-cn", "aws-us-gov", "aws-eusc", "aws-iso-b"])("an ARN may be of the partition %s", (partition) => {
  expect(alarmNames([arn("a", "eu-west-1", "123456789012", partition)], ireland)).toEqual(["a"]);
});

test.each([
  [arn("a", "us-east-1"), `${arn("a", "us-east-1")}: the alarm is in Region us-east-1, and not in eu-west-1`],
  [arn("a", "eu-west-1", "999999999999"), "is of account 999999999999, and the credentials are of 123456789012"],
  ["arn:aws:sns:eu-west-1:123456789012:topic", "expected an ARN such as arn:aws:cloudwatch:"],
  ["arn:aws:cloudwatch:eu-west-1:123456789012:dashboard:a", "expected an ARN such as arn:aws:cloudwatch:"],
  [arn(""), "expected the name of an alarm, of 1 to 255 characters"],
  ["", "expected the name of an alarm, of 1 to 255 characters"],
  ["x".repeat(256), "expected the name of an alarm, of 1 to 255 characters"],
  ["a\nb", "without control characters"],
])("%j is refused", (text, reason) => {
  expect(() => alarmNames(["fine", text], ireland)).toThrow(reason);
});

test("all that is wrong is told at once", () => {
  const wrong = [arn("a", "us-east-1"), "", arn("b", "eu-west-1", "999999999999")];
  expect(() => alarmNames(wrong, ireland)).toThrow(/us-east-1.*; : expected the name.*; .*999999999999/);
});

test("if STS did not tell the account, an ARN is refused, and a name is not", () => {
  const unknown = { region: "eu-west-1" };
  expect(alarmNames(["a"], unknown)).toEqual(["a"]);
  expect(() => alarmNames([arn("a")], unknown)).toThrow("STS did not tell the account of the credentials");
});

test("at a local endpoint without accounts, an ARN is the alarm of its name, in its Region if there is one", () => {
  const local = { region: "local", endpoint: "http://127.0.0.1:18830" };
  expect(alarmNames([arn("a", "us-east-1", "999999999999")], local)).toEqual(["a"]);
  expect(() => alarmNames([arn("a", "us-east-1")], { ...local, region: "eu-west-1" })).toThrow("and not in eu-west-1");
});

test("at a local endpoint with accounts, an ARN has to be of that of the credentials", () => {
  process.env["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:18830";
  const local = { region: "local", endpoint: "http://127.0.0.1:18830", accountId: "123456789012" };
  expect(alarmNames([arn("a")], local)).toEqual(["a"]);
  expect(() => alarmNames([arn("a", "eu-west-1", "999999999999")], local)).toThrow("is of account 999999999999");
});
