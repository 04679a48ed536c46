import { Text } from "./name";
import { useClipped } from "./use-clipped";

const shownAtFirst = 200;

/** The user properties of a message, in their order. */
export function UserProperties({ properties }: { properties: readonly [key: string, value: string][] }) {
  const { shown, more } = useClipped(properties, shownAtFirst, "user properties");
  if (properties.length === 0) return null;
  return (
    <>
      <table class="user-properties">
        <caption>User properties</caption>
        <thead class="hidden">
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(([key, value]) => (
            <tr>
              <th scope="row">
                <Text text={key} kind="name" />
              </th>
              <td>
                <Text text={value} kind="name" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </>
  );
}
