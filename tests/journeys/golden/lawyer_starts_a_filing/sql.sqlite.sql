-- ?1  constant 0
-- ?2  the id of the row that the mutation names
-- ?3  the viewer's token, as SHA-256
-- ?4  now
SELECT concat(coalesce((
    SELECT concat('{":type":"Filing","state":"', filing_1.state, '","version":', filing_1.version,
        ',"purpose":"', filing_1.purpose, '","case":', coalesce((
        SELECT concat('{"number":', json_quote(court_case_1.number), ',"parties":', (
            SELECT concat('{"nodes":[', coalesce(group_concat(
                concat('{"role":"', anon_1.role, '","name":', json_quote(anon_1.name), '}'), ','),
                ''), ']}') AS concat_4
            FROM (
                SELECT party_1.id AS id, party_1.case_id AS case_id, party_1.ordinal AS ordinal,
                    party_1.role AS role, party_1.kind AS kind, party_1.name AS name,
                    party_1.joined_at AS joined_at, party_1.left_at AS left_at
                FROM party AS party_1
                WHERE (party_1.case_id = court_case_1.id
                    OR (EXISTS (
                        SELECT 1
                        FROM court_case AS court_case_2
                        WHERE court_case_2.id = party_1.case_id
                          AND court_case_2.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                          AND ((EXISTS (
                                SELECT 1
                                FROM representation AS representation_1
                                WHERE representation_1.case_id = court_case_2.id
                                  AND representation_1.organization_id = viewer_.organization_id
                                  AND representation_1.until_at IS NULL
                              ))
                            OR (EXISTS (
                                SELECT 1
                                FROM linkage AS linkage_1
                                WHERE linkage_1.case_id = court_case_2.id
                                  AND linkage_1.account_id = viewer_.id
                                  AND linkage_1.until_at IS NULL
                              )))
                      )))
                  AND party_1.case_id = court_case_1.id
                ORDER BY party_1.ordinal ASC
                LIMIT 5 OFFSET ?
              ) AS anon_1
          ), '}') AS concat_3
        FROM court_case AS court_case_1
        WHERE court_case_1.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
          AND ((EXISTS (
                SELECT 1
                FROM representation AS representation_2
                WHERE representation_2.case_id = court_case_1.id
                  AND representation_2.organization_id = viewer_.organization_id
                  AND representation_2.until_at IS NULL
              ))
            OR (EXISTS (
                SELECT 1
                FROM linkage AS linkage_2
                WHERE linkage_2.case_id = court_case_1.id
                  AND linkage_2.account_id = viewer_.id
                  AND linkage_2.until_at IS NULL
              )))
          AND court_case_1.id = filing_1.case_id
      ), 'null'), ',"documents":[', coalesce((
        SELECT group_concat(concat('{"ordinal":', anon_2.ordinal, '}'), ',') AS group_concat_1
        FROM (
            SELECT filing_document_1.id AS id, filing_document_1.filing_id AS filing_id,
                filing_document_1.document_id AS document_id, filing_document_1.ordinal AS ordinal,
                filing_document_1.attached_to AS attached_to, filing_document_1.disposition AS
                disposition, filing_document_1.version AS version
            FROM filing_document AS filing_document_1
            WHERE filing_document_1.filing_id = filing_1.id
            ORDER BY filing_document_1.ordinal ASC
          ) AS anon_2
      ), ''), ']}') AS concat_2
    FROM filing AS filing_1
    WHERE ((filing_1.owner_id = viewer_.id OR filing_1.organization_id = viewer_.organization_id)
        AND (filing_1.case_id IS NULL
          OR (EXISTS (
              SELECT 1
              FROM court_case AS court_case_3
              WHERE court_case_3.id = filing_1.case_id
                AND court_case_3.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
            )))
        OR filing_1.state IN ('ACCEPTED', 'PARTIALLY_ACCEPTED', 'RECORDED')
        AND (EXISTS (
            SELECT 1
            FROM court_case AS court_case_4
            WHERE court_case_4.id = filing_1.case_id
              AND court_case_4.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
              AND ((EXISTS (
                    SELECT 1
                    FROM representation AS representation_3
                    WHERE representation_3.case_id = court_case_4.id
                      AND representation_3.organization_id = viewer_.organization_id
                      AND representation_3.until_at IS NULL
                  ))
                OR (EXISTS (
                    SELECT 1
                    FROM linkage AS linkage_3
                    WHERE linkage_3.case_id = court_case_4.id
                      AND linkage_3.account_id = viewer_.id
                      AND linkage_3.until_at IS NULL
                  )))
          )))
      AND filing_1.id = ?
  ), 'null')) AS concat_1
FROM session AS session_
JOIN account AS viewer_ ON viewer_.id = session_.account_id
WHERE session_.token_sha256 = ?
  AND session_.revoked_at IS NULL
  AND session_.expires_at > ?
  AND viewer_.kind = 'OU'
  AND viewer_.state = 'ACTIVE'
