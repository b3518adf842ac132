import { useSearchParams } from 'wouter';

/** What is filtered and selected stands in the address, so that it can be sent to a colleague. */
export function useAddress() {
  const [params, setParams] = useSearchParams();
  const put = (name: string, value: string | null) =>
    setParams((before) => {
      if (value) before.set(name, value);
      else before.delete(name);
      return before;
    });
  return { get: (name: string) => params.get(name), put };
}
