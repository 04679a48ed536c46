import { useClipped } from "./use-clipped";

const shownAtFirst = 100;

type Property = [key: string, value: string];

interface UserPropertyFieldsProps {
  properties: Property[];
  onChange: (properties: Property[]) => void;
}

/** User properties, in their order. Names may repeat. */
export function UserPropertyFields({ properties, onChange }: UserPropertyFieldsProps) {
  const { shown, more } = useClipped(properties, shownAtFirst, "user properties");
  const replace = (index: number, ...by: Property[]) => onChange(properties.toSpliced(index, 1, ...by));
  return (
    <fieldset class="property-fields">
      <legend>User properties</legend>
      {shown.map(([key, value], index) => (
        <div key={index} class="property">
          <input
            aria-label={`Name of property ${index + 1}`}
            placeholder="name"
            value={key}
            onInput={(event) => replace(index, [event.currentTarget.value, value])}
          />
          <input
            aria-label={`Value of property ${index + 1}`}
            placeholder="value"
            value={value}
            onInput={(event) => replace(index, [key, event.currentTarget.value])}
          />
          <button
            type="button"
            class="quiet"
            aria-label={`Remove property ${index + 1}`}
            onClick={() => replace(index)}
          >
            ✕
          </button>
        </div>
      ))}
      {more}
      <button type="button" class="quiet" onClick={() => onChange([...properties, ["", ""]])}>
        + Add property
      </button>
    </fieldset>
  );
}
