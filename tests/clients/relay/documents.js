// What Relay asks. Read by relay-compiler only, which writes __generated__/; never run.

graphql`
  query documentsCourtsQuery {
    courts {
      code
      name {
        en
      }
    }
  }
`;

graphql`
  query documentsLabelsQuery($kind: CodeKind!) {
    codes(kind: $kind) {
      value
      label {
        en
        sc
      }
    }
  }
`;

graphql`
  query documentsFilingsQuery($first: Int!, $after: String) {
    ...documents_filings @arguments(first: $first, after: $after)
  }
`;

graphql`
  fragment documents_filings on Query
  @argumentDefinitions(first: { type: "Int!" }, after: { type: "String" })
  @refetchable(queryName: "documentsFilingsPageQuery") {
    filings(first: $first, after: $after) @connection(key: "documents_filings") {
      edges {
        node {
          id
          state
        }
      }
    }
  }
`;

graphql`
  query documentsNodeQuery($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Filing {
        state
        version
      }
    }
  }
`;

graphql`
  mutation documentsSignInMutation($input: SignInInput!) {
    signIn(input: $input) {
      __typename
      ... on SignedIn {
        token
        kind
      }
      ... on Refusal {
        code
        message {
          en
        }
      }
    }
  }
`;
