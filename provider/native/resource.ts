import type { ResourceHandlers } from "../engine/handlers";
import type { InCode } from "../files/in-code";
import { messagesDeclared } from "../files/loaded-messages";
import { defined } from "../messages/defined";
import { DeploymentError } from "../messages/deployment-error";
import { ignoredPaths, reasonAgainstIgnoring } from "../messages/ignored-paths";
import { withBothPayloadForms } from "../messages/payload-forms";
import { PartialFailure } from "../process/partial-failure";
import { sealed, withoutSecretTopic } from "../process/secrets";
import type { Session } from "../process/session";
import { type StoredHiddenInputs, withoutHidden } from "../pulumi/hidden-inputs";
import type { PropertyBag } from "../pulumi/property-bag";
import { providerText } from "../pulumi/provider-text";
import { secretPaths, withoutSecretMarks } from "../pulumi/secret";
import { UNKNOWN_TEXT } from "../pulumi/unknowns";
import { type Issue, issueTexts } from "../validation/issue";
import type { Arrived } from "./arrived";
import { differences } from "./detailed-diff";
import { inOtherForm, withIgnoredPayload } from "./other-form";
import { ownerIssues } from "./owner";
import { CHANGES, type Request, type Response } from "./protocol";

/** What one kind of resource is made of. */
export interface ResourceKind {
  name: string;
  handlers: EngineHandlers;
  /** Takes apart its arguments. */
  arrived(news: PropertyBag): Arrived;
  /** What is wrong with its payloads by their JSON Schemas. */
  schemaIssues(arrived: Arrived, issues: readonly Issue[]): Issue[];
  /** Outputs that are known only once it has been published. */
  computed: readonly string[];
}

/** Handlers of what the engine hands back: inputs that check has answered, and state that the other calls have. */
export type EngineHandlers = ResourceHandlers<PropertyBag, PropertyBag>;

/** Hidden inputs that this host finds in each call. They are in the state as well, so that either host can go on with it. */
type Told = Omit<StoredHiddenInputs, "__provider">;

/**
 * A kind of resource, asked as the engine asks a native provider.
 *
 * Handlers work with plain values and hidden inputs. Here, secrets come off and on again, and the hidden inputs are added.
 * They go into outputs, of which the dynamic provider sees nothing else, and never into inputs. What a program made of files
 * goes into inputs alone, which the engine keeps up to date if nothing else has changed.
 */
export class NativeResource {
  constructor(
    private readonly kind: ResourceKind,
    private readonly session: Session,
  ) {}

  check({ urn = "", olds = {}, news = {} }: Request<"Check">): Response<"Check"> {
    const arrived = this.kind.arrived(news);
    const told = this.told(urn, arrived.secrets);
    const before = { ...withoutSecretMarks(olds), __secrets: secretNames(secretPaths(olds)) };
    const given = withIgnoredPayload(arrived.given, before);
    const { inputs, issues } = this.kind.handlers.check(before, { ...given, ...told }, { issues: arrived.issues });
    const all = [...ownerIssues(this.session.settings), ...issues, ...this.kind.schemaIssues(arrived, issues)];
    const failures = issueTexts(all, told.__secrets).map((reason) => ({ reason }));
    const inCode = sealed(defined({ __inCode: this.inCode(arrived.given) }));
    return { inputs: { ...inOtherForm(withoutHidden(sealed(inputs)), olds), ...inCode }, failures };
  }

  diff(request: Request<"Diff">): Response<"Diff"> {
    const { id = "", urn = "", olds = {}, news = {}, ignoreChanges } = request;
    // Every update has a diff before it, and a create ignores nothing.
    const reason = reasonAgainstIgnoring(ignoreChanges);
    if (reason !== undefined) throw new DeploymentError(reason);
    const inputs = this.inputs(urn, news, ignoreChanges);
    const { changes, replaces = [] } = this.kind.handlers.diff(id, this.state(urn, olds), inputs);
    if (changes === false) return { changes: CHANGES.none };
    const { oldInputs = {} } = request;
    const before = withoutHidden(withoutSecretMarks(oldInputs));
    const secrets = [...secretPaths(oldInputs), ...secretPaths(news)];
    const found = differences(before, withoutHidden(inputs), { replaces, secrets });
    if (found.length === 0) return { changes: changes === true ? CHANGES.some : CHANGES.none };
    const diffs = [...new Set(found.map(({ key }) => key.replace(/[.[].*$/s, "")))];
    return { changes: CHANGES.some, replaces, diffs, detailedDiff: found, hasDetailedDiff: true };
  }

  async create({ urn = "", properties = {}, preview = false }: Request<"Create">): Promise<Response<"Create">> {
    const inputs = this.inputs(urn, properties);
    if (preview) {
      await this.kind.handlers.foreseeCreate(inputs);
      return { properties: this.previewed(inputs) };
    }
    const { id, outs } = await this.kind.handlers.create(inputs);
    return { id, properties: this.outputs(outs) };
  }

  async update(request: Request<"Update">): Promise<Response<"Update">> {
    const { id = "", urn = "", olds = {}, news = {}, ignoreChanges, preview = false } = request;
    const [state, inputs] = [this.state(urn, olds), this.inputs(urn, news, ignoreChanges)];
    if (preview) {
      await this.kind.handlers.diff(id, state, inputs).foresee?.();
      const { region, dataEndpoint, accountId } = state;
      return { properties: this.previewed({ region, dataEndpoint, accountId, ...inputs }) };
    }
    const { outs } = await this.kind.handlers.update(id, state, inputs);
    return { properties: this.outputs(outs) };
  }

  async delete({ id = "", urn = "", properties = {} }: Request<"Delete">): Promise<Response<"Delete">> {
    await this.kind.handlers.delete(id, this.state(urn, properties));
    return {};
  }

  async read({ id = "", urn = "", properties = {}, inputs = {} }: Request<"Read">): Promise<Response<"Read">> {
    if (Object.keys(properties).length === 0) {
      const told = this.told(urn, []);
      const found = await this.kind.handlers.import(id, urn, told.__owner);
      return { id: found.id, properties: this.outputs({ ...found.props, ...told }), inputs: sealed(found.inputs) };
    }
    const found = await this.kind.handlers.read(id, this.state(urn, properties));
    // Without an id, the engine drops the resource.
    if (found["id"] === undefined) return {};
    const read = found as { id: string; props: PropertyBag; inputs?: PropertyBag };
    const { __inCode } = inputs;
    const now =
      read.inputs === undefined ? inputs : { ...withoutHidden(sealed(read.inputs)), ...defined({ __inCode }) };
    return { id: read.id, properties: this.outputs(read.props), inputs: inOtherForm(now, inputs) };
  }

  /** An error as the user may see it. */
  failed(error: unknown, question: readonly (PropertyBag | undefined)[]): unknown {
    const asked = question.map((bag = {}) => ({
      ...withoutSecretMarks(bag),
      __secrets: secretPaths(bag),
    }));
    if (error instanceof PartialFailure) error.properties = this.outputs({ ...error.properties });
    return withoutSecretTopic(error, asked);
  }

  /** Outputs for the engine. The text of the dynamic provider is among them, so that it can take the state over. */
  private outputs(state: PropertyBag): PropertyBag {
    return sealed({ ...state, __provider: providerText(this.kind.name) });
  }

  /** Outputs of a preview. */
  private previewed(inputs: PropertyBag): PropertyBag {
    const unknown = this.kind.computed.map((name) => [name, UNKNOWN_TEXT]);
    const { messages: _, ...known } = withoutHidden(sealed(inputs));
    return { ...Object.fromEntries(unknown), ...known };
  }

  /** Checked inputs as handlers take them. */
  private inputs(urn: string, properties: PropertyBag, ignoreChanges?: readonly string[]): PropertyBag {
    const given = withoutHidden(withoutSecretMarks(properties));
    return { ...given, ...this.told(urn, secretPaths(properties), ignoreChanges) };
  }

  /**
   * What the program made of files. An explicit provider has a process of its own, and the program may have loaded them by
   * another: then nobody knows.
   */
  private inCode(given: PropertyBag): InCode | undefined {
    const { loaded, isExplicit } = this.session;
    const found = loaded.inCode(messagesDeclared(given));
    return found === true && isExplicit ? undefined : found;
  }

  /** A state as handlers take it. If the resource was renamed, the URN in it is of before. */
  private state(urn: string, properties: PropertyBag): PropertyBag {
    return { __owner: this.ownerOf(urn), ...withoutSecretMarks(properties), __urn: urn };
  }

  /** The owner of the messages; empty if no setting names one, which check refuses. */
  private ownerOf(urn: string): string {
    return this.session.ownerOf(urn) ?? "";
  }

  private told(urn: string, secrets: readonly string[], ignoreChanges?: readonly string[]): Told {
    const __secrets = secretNames(secrets);
    const __ignored = ignoredPaths(ignoreChanges);
    return {
      __urn: urn,
      __owner: this.ownerOf(urn),
      ...(__secrets.length > 0 ? { __secrets } : {}),
      ...(__ignored.length > 0 ? { __ignored } : {}),
    };
  }
}

/** A payload may come back in its other form, so that both are secret. */
function secretNames(paths: readonly string[]): string[] {
  return (withBothPayloadForms(paths) ?? []).sort();
}
