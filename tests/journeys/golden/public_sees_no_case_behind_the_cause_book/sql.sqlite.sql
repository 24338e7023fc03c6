-- ?1  constant 0
-- ?2  constant 0
-- ?3  constant None
-- ?4  constant None
-- ?5  constant 0
SELECT concat('{"data":{"case":', coalesce((
    SELECT concat('{"id":', json_quote(court_case_1.id), ',"title":', json_quote(court_case_1.title),
        '}') AS concat_2
    FROM court_case AS court_case_1
    WHERE 0 = 1
  ), 'null'), ',"filings":', (
    SELECT concat('{"totalCount":', (
        SELECT CASE WHEN (count(*) > 10000) THEN 'null' ELSE CAST(count(*) AS TEXT) END AS it_
        FROM (SELECT 1 AS one_ FROM filing AS filing_1 WHERE 0 = 1 LIMIT 10000 + 1 OFFSET ?) AS
            anon_1
      ), ',"nodes":[', coalesce(group_concat(concat('{"id":', json_quote(anon_2.id), '}'), ','), ''),
        ']}') AS concat_3
    FROM (
        SELECT filing_1.id AS id, filing_1.purpose AS purpose, filing_1.state AS state,
            filing_1.proceeding_type_code AS proceeding_type_code, filing_1.office_code AS
            office_code, filing_1.case_id AS case_id, filing_1.owner_id AS owner_id,
            filing_1.organization_id AS organization_id, filing_1.relief AS relief,
            filing_1.nature_of_claim AS nature_of_claim, filing_1.amount_claimed_cents AS
            amount_claimed_cents, filing_1.resubmission_of_id AS resubmission_of_id,
            filing_1.transaction_number AS transaction_number, filing_1.started_at AS started_at,
            filing_1.upload_completed_at AS upload_completed_at, filing_1.submitted_at AS
            submitted_at, filing_1.received_at AS received_at, filing_1.deemed_rule AS deemed_rule,
            filing_1.deemed_rule_version AS deemed_rule_version, filing_1.deemed_at AS deemed_at,
            filing_1.deemed_pending AS deemed_pending, filing_1.deemed_judged_at AS deemed_judged_at,
            filing_1.deemed_court_day AS deemed_court_day, filing_1.deemed_closure_id AS
            deemed_closure_id, filing_1.deemed_explanation_en AS deemed_explanation_en,
            filing_1.deemed_explanation_tc AS deemed_explanation_tc, filing_1.deemed_explanation_sc
            AS deemed_explanation_sc, filing_1.effective_filed_at AS effective_filed_at,
            filing_1.reviewed_at AS reviewed_at, filing_1.recorded_at AS recorded_at,
            filing_1.sealed_at AS sealed_at, filing_1.inspectable_at AS inspectable_at,
            filing_1.ordered_at AS ordered_at, filing_1.fee_assessment_id AS fee_assessment_id,
            filing_1.service_request_id AS service_request_id, filing_1.version AS version
        FROM filing AS filing_1
        WHERE 0 = 1
        ORDER BY filing_1.ordered_at DESC, filing_1.id DESC
        LIMIT 5 OFFSET ?
      ) AS anon_2
  ), ',"viewer":', coalesce((
    SELECT concat('{"id":', json_quote(anon_3.id), '}') AS concat_4
    FROM (
        SELECT account_1.id AS id, account_1.kind AS kind, account_1.state AS state,
            account_1.sign_in_name AS sign_in_name, account_1.password_hash AS password_hash,
            account_1.name AS name, account_1.email AS email, account_1.organization_id AS
            organization_id, account_1.branch_id AS branch_id, account_1.refused_sign_ins AS
            refused_sign_ins, account_1.locked_until AS locked_until, account_1.created_at AS
            created_at, account_1.version AS version
        FROM account AS account_1
        WHERE account_1.id = ?
          AND account_1.id = ?
        ORDER BY account_1.id ASC
        LIMIT 1 OFFSET ?
      ) AS anon_3
  ), 'null'), '},"extensions":{"cost":{"requested":108,"limit":10000}}}') AS concat_1
