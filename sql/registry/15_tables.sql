
-- ---------------------------------------------------------------------------
-- Registry: tables
-- ---------------------------------------------------------------------------
--
-- What a row must fulfil by itself is a constraint here; what it must fulfil
-- beside other rows is a trigger in the part of its noun.  Constraints are called what they
-- demand: an error tells no more of one than its name.  Codes have at most
-- 60 characters, names and titles 1000, longer texts 10000, since views show
-- them as varchar of that width; the indexes called ..._shown are for conditions
-- on what they show.  Points lie below a million.

CREATE PROCEDURE par.registry_tables()
    LANGUAGE plpgsql
    AS $template$
DECLARE
    part text;
BEGIN

PERFORM par.require_registry_build();

-- the registry itself

CREATE TABLE registry (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT current_timestamp,
    upgraded_at timestamptz,
    language text NOT NULL DEFAULT 'vi' CONSTRAINT registry_language_check CHECK (language IN ('vi', 'en'))
);
COMMENT ON TABLE registry IS 'one row: the version of par_index that this registry was built with, and its language';
COMMENT ON COLUMN registry.only_row IS 'always true: there is one row';
COMMENT ON COLUMN registry.version IS 'version of the template';
COMMENT ON COLUMN registry.created_at IS 'when par.create_registry built it';
COMMENT ON COLUMN registry.upgraded_at IS 'when par.upgrade_registry last ran';
COMMENT ON COLUMN registry.language IS 'language of what officials read: vi or en; set_language changes it';

-- What belongs to the template, so that an upgrade tells it from what users added.
CREATE TABLE template_object (
    kind text NOT NULL,
    identity text NOT NULL,
    PRIMARY KEY (kind, identity)
);
COMMENT ON TABLE template_object IS 'objects that par_index built in this registry; an upgrade drops those which have left the template, and never what users added';
COMMENT ON COLUMN template_object.kind IS 'routine, trigger, policy, constraint, view or column';
COMMENT ON COLUMN template_object.identity IS 'name, of a routine with its arguments, of a trigger, policy, constraint or column after that of its relation';

-- who is assessed

CREATE TABLE agency (
    code text PRIMARY KEY CONSTRAINT "code has 1 to 60 characters" CHECK (length(code) BETWEEN 1 AND 60),
    name text NOT NULL CONSTRAINT "name has 1 to 1000 characters" CHECK (length(name) BETWEEN 1 AND 1000),
    name_en text CONSTRAINT "name_en has at most 1000 characters" CHECK (length(name_en) <= 1000),
    kind text NOT NULL CONSTRAINT "kind has 1 to 60 characters" CHECK (length(kind) BETWEEN 1 AND 60),
    parent text REFERENCES agency CONSTRAINT "nothing is its own parent" CHECK (parent <> code),
    attributes jsonb NOT NULL DEFAULT '{}' CONSTRAINT "attributes are a JSON object" CHECK (jsonb_typeof(attributes) = 'object'),
    valid daterange NOT NULL DEFAULT '(,)' CONSTRAINT "valid has a day at least" CHECK (NOT isempty(valid))
);
CREATE INDEX ON agency (parent);
CREATE INDEX agency_shown ON agency ((code::varchar(60)));
COMMENT ON TABLE agency IS 'ministries, provinces, departments, communes: who is assessed';
COMMENT ON COLUMN agency.code IS 'official code';
COMMENT ON COLUMN agency.name IS 'name in Vietnamese';
COMMENT ON COLUMN agency.name_en IS 'name in English';
COMMENT ON COLUMN agency.kind IS 'kind of agency, such as ministry, province, department, commune: the registry''s own words';
COMMENT ON COLUMN agency.parent IS 'agency that it belongs to';
COMMENT ON COLUMN agency.attributes IS 'profile, a JSON object: agency(mountainous) in a rule reads its key mountainous';
COMMENT ON COLUMN agency.valid IS 'days on which the agency exists';

CREATE TABLE succession (
    predecessor text REFERENCES agency,
    successor text REFERENCES agency,
    happened_on date NOT NULL CONSTRAINT "happened_on is a day" CHECK (isfinite(happened_on)),
    PRIMARY KEY (predecessor, successor),
    CONSTRAINT "no agency succeeds itself" CHECK (predecessor <> successor)
);
CREATE INDEX ON succession (successor);
COMMENT ON TABLE succession IS 'mergers, divisions and changes of name: which agency continues which';
COMMENT ON COLUMN succession.predecessor IS 'agency that ended';
COMMENT ON COLUMN succession.successor IS 'agency that carries it on';
COMMENT ON COLUMN succession.happened_on IS 'day from which the successor counts';

-- who does what

CREATE TABLE member (
    role_name text NOT NULL CONSTRAINT "role_name has 1 to 63 characters" CHECK (length(role_name) BETWEEN 1 AND 63),
    duty text NOT NULL CONSTRAINT "duty is admin, submitter, appraiser, analyst or reader" CHECK (duty IN ('admin', 'submitter', 'appraiser', 'analyst', 'reader')),
    agency text REFERENCES agency CONSTRAINT "an agency is for submitters" CHECK (agency IS NULL OR duty = 'submitter'),
    granted_by text NOT NULL,
    granted_at timestamptz NOT NULL DEFAULT current_timestamp,
    UNIQUE NULLS NOT DISTINCT (role_name, duty, agency)
);
CREATE INDEX ON member (agency);
ALTER TABLE member REPLICA IDENTITY FULL;   -- without a primary key, what is published could not change
COMMENT ON TABLE member IS 'duties of roles, and with them of their members: written by grant_duty and revoke_duty';
COMMENT ON COLUMN member.role_name IS 'role';
COMMENT ON COLUMN member.duty IS 'admin (runs the registry), submitter (enters for an agency), appraiser (appraises and reviews), analyst (reads everything), reader (reads what is published)';
COMMENT ON COLUMN member.agency IS 'agency of a submitter; NULL: none yet, a group whose members have agencies of their own';
COMMENT ON COLUMN member.granted_by IS 'role that gave the duty';
COMMENT ON COLUMN member.granted_at IS 'when';

-- schemes: what is assessed, and how

CREATE TABLE scheme (
    code text PRIMARY KEY CONSTRAINT "code has 1 to 60 characters" CHECK (length(code) BETWEEN 1 AND 60),
    title text NOT NULL CONSTRAINT "title has 1 to 1000 characters" CHECK (length(title) BETWEEN 1 AND 1000),
    legal_basis text CONSTRAINT "legal_basis has at most 1000 characters" CHECK (length(legal_basis) <= 1000),
    agency_kind text NOT NULL CONSTRAINT "agency_kind has 1 to 60 characters" CHECK (length(agency_kind) BETWEEN 1 AND 60),
    status text NOT NULL DEFAULT 'draft' CONSTRAINT "status is draft, approved or retired" CHECK (status IN ('draft', 'approved', 'retired')),
    revises text REFERENCES scheme CONSTRAINT "no scheme revises itself" CHECK (revises <> code),
    approved_by text CONSTRAINT "approved_by has 1 to 1000 characters" CHECK (length(approved_by) BETWEEN 1 AND 1000),
    approved_at timestamptz,
    decimals integer NOT NULL DEFAULT 2 CONSTRAINT "decimals is from 0 to 4" CHECK (decimals BETWEEN 0 AND 4),
    point_decimals integer CONSTRAINT "point_decimals is from 0 to 4" CHECK (point_decimals BETWEEN 0 AND 4),
    tie_rule text NOT NULL DEFAULT 'competition' CONSTRAINT "tie_rule is competition, dense or secondary" CHECK (tie_rule IN ('competition', 'dense', 'secondary')),
    tie_keys text[] CONSTRAINT "tie_keys are one or more codes" CHECK (cardinality(tie_keys) > 0 AND array_ndims(tie_keys) = 1 AND array_position(tie_keys, NULL) IS NULL),
    rank_on text NOT NULL DEFAULT 'rounded' CONSTRAINT "rank_on is rounded or unrounded" CHECK (rank_on IN ('rounded', 'unrounded')),
    bonus_cap numeric CONSTRAINT "bonus_cap is from 0 to 999999" CHECK (bonus_cap BETWEEN 0 AND 999999),
    penalty_cap numeric CONSTRAINT "penalty_cap is from 0 to 999999" CHECK (penalty_cap BETWEEN 0 AND 999999),
    index_cap numeric CONSTRAINT "index_cap is from 0 to 999999" CHECK (index_cap BETWEEN 0 AND 999999),
    adjustment_base text NOT NULL DEFAULT 'index' CONSTRAINT "adjustment_base is index or points" CHECK (adjustment_base IN ('index', 'points')),
    graded boolean NOT NULL DEFAULT true,
    in_consultation boolean NOT NULL DEFAULT false,
    CONSTRAINT "approved_at is set with the approval" CHECK ((status = 'draft') = (approved_at IS NULL)),
    CONSTRAINT "approved_by is set with the approval" CHECK ((status = 'draft') = (approved_by IS NULL)),
    CONSTRAINT "a secondary tie rule needs tie_keys" CHECK (tie_rule <> 'secondary' OR tie_keys IS NOT NULL)
);
COMMENT ON TABLE scheme IS 'criteria sets, each a version of its own; immutable once approved, unless reopen_scheme makes a draft of one again';
COMMENT ON COLUMN scheme.code IS 'short name, such as QD876';
COMMENT ON COLUMN scheme.title IS 'title in Vietnamese';
COMMENT ON COLUMN scheme.legal_basis IS 'decision that issued it';
COMMENT ON COLUMN scheme.agency_kind IS 'kind of agency that it assesses; rounds of the same kind follow one another';
COMMENT ON COLUMN scheme.status IS 'draft, approved or retired; changed by approve_scheme, reopen_scheme and retire_scheme';
COMMENT ON COLUMN scheme.revises IS 'scheme that this one replaces';
COMMENT ON COLUMN scheme.approved_by IS 'who approved it';
COMMENT ON COLUMN scheme.approved_at IS 'when it was approved';
COMMENT ON COLUMN scheme.decimals IS 'decimals of the published index';
COMMENT ON COLUMN scheme.point_decimals IS 'decimals to which the points of a criterion are rounded, where the official text orders it; NULL: not rounded';
COMMENT ON COLUMN scheme.tie_rule IS 'competition (1, 2, 2, 4), dense (1, 2, 2, 3) or secondary (by tie_keys, then a shared rank)';
COMMENT ON COLUMN scheme.tie_keys IS 'criteria whose index decides a tie, most important first';
COMMENT ON COLUMN scheme.rank_on IS 'whether ranks compare the rounded (published) or the unrounded index';
COMMENT ON COLUMN scheme.bonus_cap IS 'most that bonus items may add; NULL: no limit';
COMMENT ON COLUMN scheme.penalty_cap IS 'most that penalty items may take away; NULL: no limit';
COMMENT ON COLUMN scheme.index_cap IS 'highest index after adjustments; NULL: no limit';
COMMENT ON COLUMN scheme.adjustment_base IS 'index: bonus and penalty are added to the index; points: to the points before dividing by the maximum';
COMMENT ON COLUMN scheme.graded IS 'whether agencies get a grade: a scheme is approved with grades, or with false';
COMMENT ON COLUMN scheme.in_consultation IS 'whether all who have a duty but readers see the draft, and may comment on it; without it a draft is for admins and analysts';

CREATE TABLE criterion (
    scheme text REFERENCES scheme ON DELETE CASCADE,
    code text CONSTRAINT "code has 1 to 60 characters" CHECK (length(code) BETWEEN 1 AND 60),
    parent text CONSTRAINT "nothing is its own parent" CHECK (parent <> code),
    title text NOT NULL CONSTRAINT "title has 1 to 1000 characters" CHECK (length(title) BETWEEN 1 AND 1000),
    title_en text CONSTRAINT "title_en has at most 1000 characters" CHECK (length(title_en) <= 1000),
    kind text NOT NULL DEFAULT 'scored' CONSTRAINT "kind is scored, bonus, penalty or monitor" CHECK (kind IN ('scored', 'bonus', 'penalty', 'monitor')),
    max_points numeric NOT NULL CONSTRAINT "max_points is from 0 to 999999" CHECK (max_points BETWEEN 0 AND 999999),
    method text NOT NULL DEFAULT 'appraisal' CONSTRAINT "method is appraisal, survey, statistic or rating" CHECK (method IN ('appraisal', 'survey', 'statistic', 'rating')),
    source text CONSTRAINT "source has 1 to 60 characters" CHECK (length(source) BETWEEN 1 AND 60),
    rule_text text CONSTRAINT "rule_text has at most 10000 characters" CHECK (length(rule_text) <= 10000),
    step numeric CONSTRAINT "step is above 0, up to 999999" CHECK (step > 0 AND step <= 999999),
    not_applicable text NOT NULL DEFAULT 'exclude' CONSTRAINT "not_applicable: exclude, full, rescale_parent or share_siblings"
        CHECK (not_applicable IN ('exclude', 'full', 'rescale_parent', 'share_siblings')),
    continues text CONSTRAINT "continues has 1 to 60 characters" CHECK (length(continues) BETWEEN 1 AND 60),
    guidance text CONSTRAINT "guidance has at most 10000 characters" CHECK (length(guidance) <= 10000),
    evidence_required boolean NOT NULL DEFAULT false,
    position integer NOT NULL DEFAULT 0,
    PRIMARY KEY (scheme, code),
    FOREIGN KEY (scheme, parent) REFERENCES criterion (scheme, code) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX ON criterion (scheme, parent);
CREATE INDEX ON criterion (scheme, continues);
COMMENT ON TABLE criterion IS 'fields (depth 1), criteria (2) and components (3) of a scheme; points are given at the leaves only';
COMMENT ON COLUMN criterion.scheme IS 'scheme that it belongs to';
COMMENT ON COLUMN criterion.code IS 'official number, such as 1.2.3';
COMMENT ON COLUMN criterion.parent IS 'code of the criterion or field above; NULL: a field';
COMMENT ON COLUMN criterion.title IS 'title in Vietnamese';
COMMENT ON COLUMN criterion.title_en IS 'title in English';
COMMENT ON COLUMN criterion.kind IS 'scored; bonus or penalty, outside the sum of maxima; monitor, recorded but never counted: with a maximum its points can be read by rules';
COMMENT ON COLUMN criterion.max_points IS 'maximum points; of a parent, the sum of those of its scored children';
COMMENT ON COLUMN criterion.method IS 'appraisal (self-assessed, then appraised), survey, statistic (entered by the office in charge) or rating (entered by who rates)';
COMMENT ON COLUMN criterion.source IS 'second dimension of the official tables, such as appraisal, SIPAS, leaders; NULL: that of the parent';
COMMENT ON COLUMN criterion.rule_text IS 'scoring rule as text, see the column rule; NULL: points are given by hand';
COMMENT ON COLUMN criterion.step IS 'grid of points given by hand: multiples of step, or the maximum';
COMMENT ON COLUMN criterion.not_applicable IS 'what happens where it is not applicable: exclude (points and maximum are left out), full (the maximum is awarded), rescale_parent (its parent keeps its maximum), share_siblings (its maximum is shared among the siblings)';
COMMENT ON COLUMN criterion.continues IS 'code, in the scheme that this one revises, of the criterion that it carries on; NULL: the one of the same code';
COMMENT ON COLUMN criterion.guidance IS 'how to assess it';
COMMENT ON COLUMN criterion.evidence_required IS 'whether evidence, or an explanation why there is none, must be given';
COMMENT ON COLUMN criterion.position IS 'order among its siblings';

CREATE TABLE variable (
    scheme text,
    criterion text,
    name text CONSTRAINT "name has 1 to 60 characters" CHECK (length(name) BETWEEN 1 AND 60),
    title text CONSTRAINT "title has 1 to 1000 characters" CHECK (length(title) BETWEEN 1 AND 1000),
    title_en text CONSTRAINT "title_en has at most 1000 characters" CHECK (length(title_en) <= 1000),
    kind text NOT NULL CONSTRAINT "kind is count, percent, amount, boolean, choice or date" CHECK (kind IN ('count', 'percent', 'amount', 'boolean', 'choice', 'date')),
    choices text[] CONSTRAINT "choices are one or more texts" CHECK (cardinality(choices) > 0 AND array_ndims(choices) = 1 AND array_position(choices, NULL) IS NULL),
    min_value numeric CONSTRAINT "min_value is finite" CHECK (min_value > '-Infinity' AND min_value < 'Infinity'),
    max_value numeric CONSTRAINT "max_value is finite" CHECK (max_value > '-Infinity' AND max_value < 'Infinity'),
    max_variable text CONSTRAINT "no variable bounds itself" CHECK (max_variable <> name),
    excess text NOT NULL DEFAULT 'refused' CONSTRAINT "excess is refused or noted" CHECK (excess IN ('refused', 'noted')),
    PRIMARY KEY (scheme, criterion, name),
    FOREIGN KEY (scheme, criterion) REFERENCES criterion ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "choices are for kind choice, which needs them" CHECK ((kind = 'choice') = (choices IS NOT NULL)),
    CONSTRAINT "min_value is not above max_value" CHECK (min_value <= max_value),
    CONSTRAINT "min_value and max_value are for count, percent and amount" CHECK (kind IN ('count', 'percent', 'amount') OR min_value IS NULL AND max_value IS NULL),
    CONSTRAINT "min_value of a count is not negative" CHECK (kind <> 'count' OR coalesce(min_value, 0) >= 0)
);
COMMENT ON TABLE variable IS 'inputs of the rule of a criterion: what is entered for it';
COMMENT ON COLUMN variable.scheme IS 'scheme of the criterion';
COMMENT ON COLUMN variable.criterion IS 'criterion whose rule reads it';
COMMENT ON COLUMN variable.name IS 'name in the rule';
COMMENT ON COLUMN variable.title IS 'label of a form, in Vietnamese';
COMMENT ON COLUMN variable.title_en IS 'label of a form, in English';
COMMENT ON COLUMN variable.kind IS 'count (an integer from 0), percent (entered from 0 to 100; the rule receives a hundredth of it), amount, boolean, choice or date (YYYY-MM-DD)';
COMMENT ON COLUMN variable.choices IS 'texts that a choice may have';
COMMENT ON COLUMN variable.min_value IS 'smallest value, as entered; NULL: 0 for a percent';
COMMENT ON COLUMN variable.max_value IS 'largest value, as entered; NULL: 100 for a percent';
COMMENT ON COLUMN variable.max_variable IS 'variable of the same criterion whose value it does not exceed, where both are known';
COMMENT ON COLUMN variable.excess IS 'what becomes of a value that exceeds that of max_variable: refused, or noted in view doubtful_input';

CREATE TABLE grade (
    scheme text REFERENCES scheme ON DELETE CASCADE,
    label text CONSTRAINT "label has 1 to 60 characters" CHECK (length(label) BETWEEN 1 AND 60),
    min_index numeric NOT NULL CONSTRAINT "min_index is from 0 to 999999" CHECK (min_index BETWEEN 0 AND 999999),
    no_zero_criterion boolean NOT NULL DEFAULT false,
    PRIMARY KEY (scheme, label),
    UNIQUE (scheme, min_index)
);
COMMENT ON TABLE grade IS 'grades of a scheme: the highest one whose conditions hold is given';
COMMENT ON COLUMN grade.scheme IS 'scheme';
COMMENT ON COLUMN grade.label IS 'label, such as A or Rất tốt';
COMMENT ON COLUMN grade.min_index IS 'lowest index, rounded, that earns it';
COMMENT ON COLUMN grade.no_zero_criterion IS 'whether a scored criterion with 0 points, not only after rounding, bars it';

-- what follows from a scheme once it is approved; stored then, and gone when it is a draft again

CREATE TABLE node (
    scheme text REFERENCES scheme ON DELETE CASCADE,
    code text,
    place integer NOT NULL,
    last integer NOT NULL,
    level integer NOT NULL,
    field text NOT NULL,
    title text NOT NULL,
    title_en text,
    is_leaf boolean NOT NULL,
    kind text NOT NULL,
    method text NOT NULL,
    max_points numeric NOT NULL,
    source text NOT NULL,
    surveyed boolean NOT NULL,
    evidence_required boolean NOT NULL,
    terms text[] NOT NULL,
    turn integer NOT NULL,
    PRIMARY KEY (scheme, code),
    UNIQUE (scheme, place)
);
COMMENT ON TABLE node IS 'criteria of approved schemes, each with its place in the tree: what views and sums look up by key. Written when a scheme is approved';
COMMENT ON COLUMN node.scheme IS 'scheme, approved or retired';
COMMENT ON COLUMN node.code IS 'criterion';
COMMENT ON COLUMN node.place IS 'number in the order of the scheme, from 1: each before those beneath it, siblings by position, then as people count (1.2 before 1.10)';
COMMENT ON COLUMN node.last IS 'place of the last criterion beneath it; its own for a leaf';
COMMENT ON COLUMN node.level IS '1 for a field';
COMMENT ON COLUMN node.field IS 'field that it belongs to';
COMMENT ON COLUMN node.title IS 'title in Vietnamese';
COMMENT ON COLUMN node.title_en IS 'title in English';
COMMENT ON COLUMN node.is_leaf IS 'whether points are given here';
COMMENT ON COLUMN node.kind IS 'kind of the criterion';
COMMENT ON COLUMN node.method IS 'method of the criterion';
COMMENT ON COLUMN node.max_points IS 'maximum points';
COMMENT ON COLUMN node.source IS 'its source, or that of the nearest criterion above which has one, else unspecified';
COMMENT ON COLUMN node.surveyed IS 'whether its points come from the answers to survey questions';
COMMENT ON COLUMN node.evidence_required IS 'whether evidence is required';
COMMENT ON COLUMN node.terms IS 'context terms that its rule reads';
COMMENT ON COLUMN node.turn IS 'its turn where rules read points(...): each comes after what it reads';

CREATE TABLE node_need (
    scheme text,
    criterion text,
    needs text,
    PRIMARY KEY (scheme, criterion, needs),
    FOREIGN KEY (scheme, criterion) REFERENCES node ON DELETE CASCADE
);
COMMENT ON TABLE node_need IS 'criteria of approved schemes whose rules read points(...) of others';
COMMENT ON COLUMN node_need.scheme IS 'scheme, approved or retired';
COMMENT ON COLUMN node_need.criterion IS 'criterion whose rule reads';
COMMENT ON COLUMN node_need.needs IS 'criterion that is read, or one beneath it';

CREATE TABLE scheme_tree (
    scheme text PRIMARY KEY REFERENCES scheme ON DELETE CASCADE,
    tree text NOT NULL
);
COMMENT ON TABLE scheme_tree IS 'scored criteria of approved schemes as a par.point_tree';
COMMENT ON COLUMN scheme_tree.scheme IS 'scheme, approved or retired';
COMMENT ON COLUMN scheme_tree.tree IS 'text of the par.point_tree: a text, so that nothing here hangs on the extension';

-- rounds: a scheme in a year

CREATE TABLE round (
    code text PRIMARY KEY CONSTRAINT "code has 1 to 60 characters" CHECK (length(code) BETWEEN 1 AND 60),
    scheme text NOT NULL REFERENCES scheme,
    year integer NOT NULL CONSTRAINT "year is from 1900 to 2999" CHECK (year BETWEEN 1900 AND 2999),
    title text NOT NULL CONSTRAINT "title has 1 to 1000 characters" CHECK (length(title) BETWEEN 1 AND 1000),
    stage text NOT NULL DEFAULT 'setup' CONSTRAINT "stage is setup, self_assessment and so on up to published"
        CHECK (stage IN ('setup', 'self_assessment', 'appraisal', 'explanation', 'review', 'scored', 'published')),
    revision integer NOT NULL DEFAULT 1 CONSTRAINT "revision is 1 or more" CHECK (revision >= 1),
    survey_held boolean NOT NULL DEFAULT true,
    published_at timestamptz,
    stage_reason text,
    recorded boolean NOT NULL DEFAULT false,
    CONSTRAINT "published_at is set with stage published" CHECK (stage <> 'published' OR published_at IS NOT NULL)
);
CREATE INDEX ON round (scheme);
COMMENT ON TABLE round IS 'the exercise of a year: a scheme, its participants and its stage';
COMMENT ON COLUMN round.code IS 'short name, such as PAR2023';
COMMENT ON COLUMN round.scheme IS 'scheme, approved, that it applies';
COMMENT ON COLUMN round.year IS 'year that is assessed';
COMMENT ON COLUMN round.title IS 'title';
COMMENT ON COLUMN round.stage IS 'setup, self_assessment, appraisal, explanation, review, scored or published; moved by advance, reopen, publish, correct and record_published';
COMMENT ON COLUMN round.revision IS 'revision being worked on or last published: 1, and one more for each correction';
COMMENT ON COLUMN round.survey_held IS 'whether the survey is held; without it survey criteria are left out';
COMMENT ON COLUMN round.published_at IS 'when the last revision was published';
COMMENT ON COLUMN round.stage_reason IS 'why the round was last reopened or corrected';
COMMENT ON COLUMN round.recorded IS 'whether its results had been published before, and were recorded by record_published; set by the registry';

CREATE TABLE round_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    round text NOT NULL REFERENCES round ON DELETE CASCADE,
    revision integer NOT NULL,
    from_stage text NOT NULL,
    to_stage text NOT NULL,
    agency text REFERENCES agency,
    reason text,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT current_timestamp
);
CREATE INDEX ON round_event (round, to_stage);
COMMENT ON TABLE round_event IS 'history of the stages of a round, written by triggers of round and participant; append-only, and gone with a round in which nothing was entered';
COMMENT ON COLUMN round_event.id IS 'number';
COMMENT ON COLUMN round_event.round IS 'round';
COMMENT ON COLUMN round_event.revision IS 'revision after the change';
COMMENT ON COLUMN round_event.from_stage IS 'stage before';
COMMENT ON COLUMN round_event.to_stage IS 'stage after';
COMMENT ON COLUMN round_event.agency IS 'agency whose self-assessment was submitted or returned; NULL: the round';
COMMENT ON COLUMN round_event.reason IS 'reason, where the round or an agency went back';
COMMENT ON COLUMN round_event.changed_by IS 'who changed it';
COMMENT ON COLUMN round_event.changed_at IS 'when';

CREATE TABLE stage_window (
    round text REFERENCES round ON DELETE CASCADE,
    stage text CONSTRAINT "stage: self_assessment, appraisal, explanation, review, survey" CHECK (stage IN ('self_assessment', 'appraisal', 'explanation', 'review', 'survey')),
    opens_at timestamptz NOT NULL DEFAULT '-infinity',
    closes_at timestamptz NOT NULL DEFAULT 'infinity',
    PRIMARY KEY (round, stage),
    CONSTRAINT "opens_at is before closes_at" CHECK (opens_at < closes_at)
);
COMMENT ON TABLE stage_window IS 'when a stage, or the survey, takes entries; compared at each write, no job locks anything';
COMMENT ON COLUMN stage_window.round IS 'round';
COMMENT ON COLUMN stage_window.stage IS 'stage, or survey for survey answers';
COMMENT ON COLUMN stage_window.opens_at IS 'first moment';
COMMENT ON COLUMN stage_window.closes_at IS 'first moment that is too late; a date, which is midnight in the time zone of the session, means the end of that day, and is kept as 23:59:59.999999';

CREATE TABLE participant (
    round text REFERENCES round ON DELETE CASCADE,
    agency text REFERENCES agency,
    league text NOT NULL DEFAULT 'main' CONSTRAINT "league has 1 to 60 characters" CHECK (length(league) BETWEEN 1 AND 60),
    ranked boolean NOT NULL DEFAULT true,
    unranked_reason text,
    submitted_at timestamptz,
    returned_at timestamptz,
    return_reason text CONSTRAINT "return_reason is given" CHECK (return_reason <> ''),
    inclusion_reason text CONSTRAINT "inclusion_reason is given" CHECK (inclusion_reason ~ '\S'),
    PRIMARY KEY (round, agency),
    CONSTRAINT "who is not ranked has an unranked_reason" CHECK (ranked OR unranked_reason IS NOT NULL)
);
CREATE INDEX ON participant (agency);
CREATE INDEX participant_shown ON participant ((agency::varchar(60)));
COMMENT ON TABLE participant IS 'agencies that a round assesses';
COMMENT ON COLUMN participant.round IS 'round';
COMMENT ON COLUMN participant.agency IS 'agency';
COMMENT ON COLUMN participant.league IS 'agencies of a league are ranked among themselves, and are peers in rules';
COMMENT ON COLUMN participant.ranked IS 'whether it gets a rank';
COMMENT ON COLUMN participant.unranked_reason IS 'why it gets none';
COMMENT ON COLUMN participant.submitted_at IS 'when its self-assessment was submitted; set by submit';
COMMENT ON COLUMN participant.returned_at IS 'when its self-assessment was returned to it for changes; set by return_submission';
COMMENT ON COLUMN participant.return_reason IS 'why it was returned';
COMMENT ON COLUMN participant.inclusion_reason IS 'why it takes part although it is of another kind than the scheme assesses, or does not exist at the end of the year';

CREATE TABLE grade_cap (
    round text,
    agency text,
    label text NOT NULL,
    reason text NOT NULL CONSTRAINT "reason is given" CHECK (reason <> ''),
    PRIMARY KEY (round, agency),
    FOREIGN KEY (round, agency) REFERENCES participant ON DELETE CASCADE
);
COMMENT ON TABLE grade_cap IS 'agencies that cannot get more than a grade, for example after a discipline case';
COMMENT ON COLUMN grade_cap.round IS 'round';
COMMENT ON COLUMN grade_cap.agency IS 'agency';
COMMENT ON COLUMN grade_cap.label IS 'highest grade it may get';
COMMENT ON COLUMN grade_cap.reason IS 'reason';

-- assessments and what goes with them

CREATE TABLE assessment (
    round text,
    agency text,
    criterion text NOT NULL,
    stage text CONSTRAINT "stage is self, appraisal or review" CHECK (stage IN ('self', 'appraisal', 'review')),
    inputs jsonb CONSTRAINT "inputs are a JSON object" CHECK (jsonb_typeof(inputs) = 'object'),
    points numeric CONSTRAINT "points is from 0 to 999999" CHECK (points BETWEEN 0 AND 999999),
    note text,
    assessed_by text NOT NULL,
    assessed_at timestamptz NOT NULL DEFAULT current_timestamp,
    not_applicable boolean NOT NULL DEFAULT false,
    by_hand boolean NOT NULL DEFAULT false,
    context jsonb CHECK (jsonb_typeof(context) = 'object'),
    decided_on jsonb,
    taken_over boolean NOT NULL DEFAULT false,
    PRIMARY KEY (round, agency, criterion, stage),
    -- (round, agency) is a participant: its trigger checks and locks it as a foreign key
    -- would, but once a statement and agency
    CONSTRAINT "what is not applicable has no points" CHECK (NOT not_applicable OR points IS NULL)
);
-- decisions whose inputs changed since; in a collation of its own, so that who asks for it is
-- not given the whole round by the key of the table instead
CREATE INDEX assessment_overtaken ON assessment (round COLLATE "C", agency) WHERE by_hand AND stage <> 'self' AND inputs IS DISTINCT FROM decided_on;
COMMENT ON TABLE assessment IS 'what is known of an agency on a criterion, and the points it earns: self-assessed, appraised, and reviewed after explanation';
COMMENT ON COLUMN assessment.round IS 'round';
COMMENT ON COLUMN assessment.agency IS 'agency';
COMMENT ON COLUMN assessment.criterion IS 'criterion, a leaf of the scheme of the round';
COMMENT ON COLUMN assessment.stage IS 'self, appraisal or review';
COMMENT ON COLUMN assessment.inputs IS 'values of the declared variables; a percent from 0 to 100; null is not yet known';
COMMENT ON COLUMN assessment.points IS 'points: by the rule from the inputs, by hand where there is no rule, or an appraiser''s override with a note; NULL if not applicable or not yet known';
COMMENT ON COLUMN assessment.note IS 'remark; required for an override';
COMMENT ON COLUMN assessment.assessed_by IS 'who wrote it';
COMMENT ON COLUMN assessment.assessed_at IS 'when it was last written';
COMMENT ON COLUMN assessment.not_applicable IS 'derived: whether the rule answers na';
COMMENT ON COLUMN assessment.by_hand IS 'derived: whether the points were given by hand, where there is no rule or against it';
COMMENT ON COLUMN assessment.context IS 'derived: values of the context terms of the rule when it was scored; terms about peers are unknown until the stage closes';
COMMENT ON COLUMN assessment.decided_on IS 'derived: the inputs when an appraiser gave the points by hand, or last wrote another note; other inputs than these have come in since';
COMMENT ON COLUMN assessment.taken_over IS 'whether take_over wrote it, and nobody changed it since: it follows when the agency submits anew';

CREATE TABLE peer_term (
    round text REFERENCES round ON DELETE CASCADE,
    criterion text,
    agency text,
    basis text CHECK (basis IN ('self', 'appraisal', 'official')),
    terms jsonb NOT NULL,
    PRIMARY KEY (round, criterion, agency, basis)
);
COMMENT ON TABLE peer_term IS 'values of the terms about peers, as rescore last found them: what rules read that have any';
COMMENT ON COLUMN peer_term.round IS 'round';
COMMENT ON COLUMN peer_term.criterion IS 'criterion whose rule reads them';
COMMENT ON COLUMN peer_term.agency IS 'agency';
COMMENT ON COLUMN peer_term.basis IS 'assessments from which they were computed: self, appraisal or official';
COMMENT ON COLUMN peer_term.terms IS 'a JSON object: values by the text of the terms, exact fractions as n/d';

CREATE TYPE assessment_group AS (round text, agency text, stage text, criteria text[]);
COMMENT ON TYPE assessment_group IS 'assessments of an agency in a stage that a statement has written';

CREATE TABLE target (
    round text,
    agency text,
    criterion text,
    variable text,
    value jsonb NOT NULL CONSTRAINT "value is a number, text or boolean" CHECK (jsonb_typeof(value) IN ('number', 'string', 'boolean')),
    PRIMARY KEY (round, agency, criterion, variable),
    FOREIGN KEY (round, agency) REFERENCES participant ON DELETE CASCADE
);
COMMENT ON TABLE target IS 'targets assigned to an agency: target(x) in a rule';
COMMENT ON COLUMN target.round IS 'round';
COMMENT ON COLUMN target.agency IS 'agency';
COMMENT ON COLUMN target.criterion IS 'criterion';
COMMENT ON COLUMN target.variable IS 'variable of the criterion';
COMMENT ON COLUMN target.value IS 'target, in the unit in which the variable is entered';

CREATE TABLE evidence (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    round text NOT NULL,
    agency text NOT NULL,
    criterion text NOT NULL,
    title text NOT NULL CONSTRAINT "title has 1 to 1000 characters" CHECK (length(title) BETWEEN 1 AND 1000),
    uri text,
    sha256 text CONSTRAINT "sha256 is 64 hexadecimal digits in lower case" CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    issued_by text,
    issued_on date,
    pages text CONSTRAINT "pages are written like 3-5, 12" CHECK (pages ~ '^[0-9]+(-[0-9]+)?( *, *[0-9]+(-[0-9]+)?)*$'),
    FOREIGN KEY (round, agency) REFERENCES participant
);
CREATE INDEX ON evidence (round, agency, criterion);
COMMENT ON TABLE evidence IS 'documents that support a self-assessment';
COMMENT ON COLUMN evidence.id IS 'number';
COMMENT ON COLUMN evidence.round IS 'round';
COMMENT ON COLUMN evidence.agency IS 'agency';
COMMENT ON COLUMN evidence.criterion IS 'criterion that it supports';
COMMENT ON COLUMN evidence.title IS 'title of the document';
COMMENT ON COLUMN evidence.uri IS 'where it is kept';
COMMENT ON COLUMN evidence.sha256 IS 'SHA-256 of the file, 64 hexadecimal digits in lower case';
COMMENT ON COLUMN evidence.issued_by IS 'who issued it';
COMMENT ON COLUMN evidence.issued_on IS 'when it was issued';
COMMENT ON COLUMN evidence.pages IS 'pages that matter, such as 3-5, 12';

CREATE TABLE explanation (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    round text NOT NULL,
    agency text NOT NULL,
    criterion text NOT NULL,
    question text CONSTRAINT "question has 1 to 10000 characters" CHECK (question ~ '\S' AND length(question) <= 10000),
    asked_by text,
    asked_at timestamptz,
    due_at timestamptz,
    answer text CONSTRAINT "answer has 1 to 10000 characters" CHECK (answer ~ '\S' AND length(answer) <= 10000),
    answered_by text,
    answered_at timestamptz,
    FOREIGN KEY (round, agency) REFERENCES participant,
    CONSTRAINT "there is a question or an answer" CHECK (question IS NOT NULL OR answer IS NOT NULL),
    CONSTRAINT "an answer unasked is never due" CHECK (question IS NOT NULL OR due_at IS NULL),
    CONSTRAINT "asked_by and asked_at are set with the question"
        CHECK ((question IS NULL) = (asked_by IS NULL) AND (question IS NULL) = (asked_at IS NULL)),
    CONSTRAINT "answered_by and answered_at are set with the answer"
        CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL))
);
CREATE INDEX ON explanation (round, agency, criterion);
CREATE UNIQUE INDEX explanation_unasked ON explanation (round, agency, criterion) WHERE question IS NULL;
COMMENT ON TABLE explanation IS 'questions to agencies and their answers, each question a row that stays; without a question, what an agency explains of itself, once for a criterion';
COMMENT ON COLUMN explanation.id IS 'number';
COMMENT ON COLUMN explanation.round IS 'round';
COMMENT ON COLUMN explanation.agency IS 'agency that explains';
COMMENT ON COLUMN explanation.criterion IS 'criterion';
COMMENT ON COLUMN explanation.question IS 'what the appraiser asks; NULL: the agency explains unasked';
COMMENT ON COLUMN explanation.asked_by IS 'who asks; set with the question';
COMMENT ON COLUMN explanation.asked_at IS 'when it was asked; set with the question';
COMMENT ON COLUMN explanation.due_at IS 'until when it can be answered; a date means the end of that day; NULL: as long as the stage lasts';
COMMENT ON COLUMN explanation.answer IS 'answer of the agency';
COMMENT ON COLUMN explanation.answered_by IS 'who answered last; set with the answer';
COMMENT ON COLUMN explanation.answered_at IS 'when; set with the answer';

CREATE TABLE exemption (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    round text NOT NULL REFERENCES round ON DELETE CASCADE,
    agency text,
    criterion text NOT NULL,
    reason text NOT NULL CONSTRAINT "reason is given" CHECK (reason <> ''),
    status text NOT NULL DEFAULT 'proposed' CONSTRAINT "status is proposed, accepted or refused" CHECK (status IN ('proposed', 'accepted', 'refused')),
    FOREIGN KEY (round, agency) REFERENCES participant,
    UNIQUE NULLS NOT DISTINCT (round, agency, criterion)
);
COMMENT ON TABLE exemption IS 'criteria that do not apply to an agency, or to everybody; they count once accepted';
COMMENT ON COLUMN exemption.id IS 'number';
COMMENT ON COLUMN exemption.round IS 'round';
COMMENT ON COLUMN exemption.agency IS 'agency; NULL: everybody';
COMMENT ON COLUMN exemption.criterion IS 'field, criterion or component, with all beneath it';
COMMENT ON COLUMN exemption.reason IS 'reason';
COMMENT ON COLUMN exemption.status IS 'proposed, accepted or refused';

CREATE TABLE exempt_leaf (
    round text REFERENCES round ON DELETE CASCADE,
    agency text,
    criterion text,
    PRIMARY KEY (round, agency, criterion)
);
COMMENT ON TABLE exempt_leaf IS 'what accepted exemptions take out: the criterion of each and all beneath it. Follows exemption';
COMMENT ON COLUMN exempt_leaf.round IS 'round';
COMMENT ON COLUMN exempt_leaf.agency IS 'agency; empty: everybody';
COMMENT ON COLUMN exempt_leaf.criterion IS 'field, criterion or component that does not apply';

CREATE TABLE delegation (
    round text REFERENCES round ON DELETE CASCADE,
    criterion text,
    appraiser text CONSTRAINT "appraiser has 1 to 63 characters" CHECK (length(appraiser) BETWEEN 1 AND 63),
    PRIMARY KEY (round, criterion, appraiser)
);
COMMENT ON TABLE delegation IS 'which appraisers are in charge of a criterion and all beneath it';
COMMENT ON COLUMN delegation.round IS 'round';
COMMENT ON COLUMN delegation.criterion IS 'field, criterion or component';
COMMENT ON COLUMN delegation.appraiser IS 'role of the appraiser';

CREATE TABLE zero_missing (
    round text,
    agency text,
    reason text NOT NULL CONSTRAINT "reason is given" CHECK (reason <> ''),
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT current_timestamp,
    PRIMARY KEY (round, agency),
    FOREIGN KEY (round, agency) REFERENCES participant
);
COMMENT ON TABLE zero_missing IS 'decisions that what an agency has not been scored on counts 0';
COMMENT ON COLUMN zero_missing.round IS 'round';
COMMENT ON COLUMN zero_missing.agency IS 'agency';
COMMENT ON COLUMN zero_missing.reason IS 'reason';
COMMENT ON COLUMN zero_missing.decided_by IS 'who decided';
COMMENT ON COLUMN zero_missing.decided_at IS 'when';

-- survey

CREATE TABLE respondent_group (
    scheme text,
    criterion text,
    code text CONSTRAINT "code has 1 to 60 characters" CHECK (length(code) BETWEEN 1 AND 60),
    weight numeric NOT NULL DEFAULT 1 CONSTRAINT "weight is above 0, up to 999999" CHECK (weight > 0 AND weight <= 999999),
    min_answers integer NOT NULL DEFAULT 1 CONSTRAINT "min_answers is 0 or more" CHECK (min_answers >= 0),
    PRIMARY KEY (scheme, criterion, code),
    FOREIGN KEY (scheme, criterion) REFERENCES criterion ON DELETE CASCADE ON UPDATE CASCADE
);
COMMENT ON TABLE respondent_group IS 'groups of respondents of a survey criterion; none: all respondents are one group';
COMMENT ON COLUMN respondent_group.scheme IS 'scheme';
COMMENT ON COLUMN respondent_group.criterion IS 'criterion of method survey';
COMMENT ON COLUMN respondent_group.code IS 'group, such as citizens or leaders';
COMMENT ON COLUMN respondent_group.weight IS 'weight of its mean among the groups that answered';
COMMENT ON COLUMN respondent_group.min_answers IS 'respondents needed for each agency';

CREATE TABLE survey_question (
    scheme text,
    criterion text NOT NULL,
    code text CONSTRAINT "code has 1 to 60 characters" CHECK (length(code) BETWEEN 1 AND 60),
    title text NOT NULL CONSTRAINT "title has 1 to 1000 characters" CHECK (length(title) BETWEEN 1 AND 1000),
    weight numeric NOT NULL DEFAULT 1 CONSTRAINT "weight is above 0, up to 999999" CHECK (weight > 0 AND weight <= 999999),
    PRIMARY KEY (scheme, code),
    FOREIGN KEY (scheme, criterion) REFERENCES criterion ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX ON survey_question (scheme, criterion);
COMMENT ON TABLE survey_question IS 'questions of a survey criterion';
COMMENT ON COLUMN survey_question.scheme IS 'scheme';
COMMENT ON COLUMN survey_question.criterion IS 'criterion of method survey';
COMMENT ON COLUMN survey_question.code IS 'code, once in a scheme';
COMMENT ON COLUMN survey_question.title IS 'question';
COMMENT ON COLUMN survey_question.weight IS 'weight among the questions of the criterion';

CREATE TABLE answer_option (
    scheme text REFERENCES scheme ON DELETE CASCADE,
    code text CONSTRAINT "code has 1 to 60 characters" CHECK (length(code) BETWEEN 1 AND 60),
    share numeric CONSTRAINT "share is from 0 to 1" CHECK (share BETWEEN 0 AND 1),
    PRIMARY KEY (scheme, code)
);
COMMENT ON TABLE answer_option IS 'options of survey questions, and the share of the maximum that each earns';
COMMENT ON COLUMN answer_option.scheme IS 'scheme';
COMMENT ON COLUMN answer_option.code IS 'option, such as A';
COMMENT ON COLUMN answer_option.share IS 'share of the maximum, 0 to 1; NULL: no opinion, left out';

CREATE TABLE survey_answer (
    round text,
    agency text,
    question text,
    respondent text CONSTRAINT "respondent has 1 to 60 characters, no blanks at its ends"
        CHECK (length(respondent) >= 1 AND length(respondent) <= 60 AND respondent = btrim(respondent)),
    respondent_group text,
    option text NOT NULL,
    weight numeric NOT NULL DEFAULT 1 CONSTRAINT "weight is 0, or from 0.000000001 to 999999999" CHECK (weight = 0 OR weight BETWEEN 0.000000001 AND 999999999),
    stratum text,
    cluster text,
    population numeric CONSTRAINT "population is from 1 to 999999999" CHECK (population BETWEEN 1 AND 999999999),
    PRIMARY KEY (round, agency, respondent, question),
    FOREIGN KEY (round, agency) REFERENCES participant
);
COMMENT ON TABLE survey_answer IS 'answers: one for each respondent and question';
COMMENT ON COLUMN survey_answer.round IS 'round';
COMMENT ON COLUMN survey_answer.agency IS 'agency that is judged';
COMMENT ON COLUMN survey_answer.question IS 'question';
COMMENT ON COLUMN survey_answer.respondent IS 'respondent, anonymous';
COMMENT ON COLUMN survey_answer.respondent_group IS 'group; NULL where the criterion has no groups';
COMMENT ON COLUMN survey_answer.option IS 'option chosen';
COMMENT ON COLUMN survey_answer.weight IS 'sampling weight';
COMMENT ON COLUMN survey_answer.stratum IS 'stratum of the sample; NULL: none';
COMMENT ON COLUMN survey_answer.cluster IS 'cluster of the sample; NULL: each respondent is one';
COMMENT ON COLUMN survey_answer.population IS 'size of the stratum in clusters, or respondents where there are none; NULL: no finite population correction';

CREATE TABLE survey_score (
    round text,
    agency text,
    criterion text,
    points numeric NOT NULL,
    answers bigint NOT NULL,
    PRIMARY KEY (round, agency, criterion),
    FOREIGN KEY (round, agency) REFERENCES participant ON DELETE CASCADE
);
COMMENT ON TABLE survey_score IS 'points of the survey criteria, whether the survey is held or not. Follows survey_answer, see survey_points';
COMMENT ON COLUMN survey_score.round IS 'round';
COMMENT ON COLUMN survey_score.agency IS 'agency that is judged';
COMMENT ON COLUMN survey_score.criterion IS 'criterion of method survey';
COMMENT ON COLUMN survey_score.points IS 'points, exact to 16 decimals';
COMMENT ON COLUMN survey_score.answers IS 'answers that count';

CREATE TYPE survey_margin AS (
    agency text,
    criterion text,
    respondent_group text,
    respondents bigint,
    mean numeric,
    points numeric,
    std_error float8,
    margin float8,
    remark text
);
COMMENT ON TYPE survey_margin IS 'result of an agency in a survey criterion with its margin: a row of survey_estimate';
COMMENT ON COLUMN survey_margin.agency IS 'agency that is judged';
COMMENT ON COLUMN survey_margin.criterion IS 'criterion of method survey';
COMMENT ON COLUMN survey_margin.respondent_group IS 'group of respondents; NULL: the criterion';
COMMENT ON COLUMN survey_margin.respondents IS 'respondents with an answer that counts';
COMMENT ON COLUMN survey_margin.mean IS 'mean share of the maximum, exact';
COMMENT ON COLUMN survey_margin.points IS 'points, exact';
COMMENT ON COLUMN survey_margin.std_error IS 'standard error, in points';
COMMENT ON COLUMN survey_margin.margin IS 'points more or less, with 95 % confidence';
COMMENT ON COLUMN survey_margin.remark IS 'why there is no margin';

-- consultation

CREATE TABLE comment (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    scheme text NOT NULL REFERENCES scheme,
    criterion text,
    author text NOT NULL CONSTRAINT "author has 1 to 1000 characters" CHECK (length(author) BETWEEN 1 AND 1000),
    body text NOT NULL CONSTRAINT "body has 1 to 10000 characters" CHECK (length(body) BETWEEN 1 AND 10000),
    proposed_max_points numeric CONSTRAINT "proposed_max_points is from 0 to 999999" CHECK (proposed_max_points BETWEEN 0 AND 999999),
    proposed_rule text CONSTRAINT "proposed_rule has at most 10000 characters" CHECK (length(proposed_rule) <= 10000),
    resolution text CONSTRAINT "resolution is accepted or explained" CHECK (resolution IN ('accepted', 'explained')),
    resolved_note text CONSTRAINT "resolved_note has 1 to 10000 characters" CHECK (length(resolved_note) BETWEEN 1 AND 10000),
    entered_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT current_timestamp,
    resolved_by text CONSTRAINT "resolved_by has 1 to 1000 characters" CHECK (length(resolved_by) BETWEEN 1 AND 1000),
    resolved_at timestamptz,
    CONSTRAINT "resolved_at is set with the resolution" CHECK ((resolution IS NULL) = (resolved_at IS NULL)),
    CONSTRAINT "what is explained has a resolved_note" CHECK (resolution <> 'explained' OR resolved_note IS NOT NULL)
);
CREATE INDEX ON comment (scheme, criterion);
COMMENT ON TABLE comment IS 'comments of provinces and experts on a draft scheme, each accepted or explained';
COMMENT ON COLUMN comment.id IS 'number';
COMMENT ON COLUMN comment.scheme IS 'draft that it is about';
COMMENT ON COLUMN comment.criterion IS 'field, criterion or component; NULL: the whole scheme';
COMMENT ON COLUMN comment.author IS 'who comments, such as a province; not given: the role that enters it';
COMMENT ON COLUMN comment.body IS 'comment';
COMMENT ON COLUMN comment.proposed_max_points IS 'maximum that the author proposes';
COMMENT ON COLUMN comment.proposed_rule IS 'rule that the author proposes, see the column rule';
COMMENT ON COLUMN comment.resolution IS 'accepted, or explained why not; NULL: open';
COMMENT ON COLUMN comment.resolved_note IS 'what was done, or the explanation';
COMMENT ON COLUMN comment.entered_by IS 'role that entered it';
COMMENT ON COLUMN comment.created_at IS 'when it was made';
COMMENT ON COLUMN comment.resolved_by IS 'who resolved it; set with the resolution';
COMMENT ON COLUMN comment.resolved_at IS 'when it was resolved; set with the resolution';

-- what is to be imported, as text

CREATE TABLE import_agency (
    line bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    code text,
    name text,
    name_en text,
    kind text,
    parent text,
    valid_from text,
    valid_to text,
    attributes text,
    problem jsonb,
    loaded_by text NOT NULL
);
COMMENT ON TABLE import_agency IS 'agencies to be imported, as a CSV file gives them: import() takes the good rows away and says what is wrong with the others';
COMMENT ON COLUMN import_agency.line IS 'row of the file, numbered while it is loaded';
COMMENT ON COLUMN import_agency.code IS 'official code';
COMMENT ON COLUMN import_agency.name IS 'name in Vietnamese';
COMMENT ON COLUMN import_agency.name_en IS 'name in English';
COMMENT ON COLUMN import_agency.kind IS 'kind of agency';
COMMENT ON COLUMN import_agency.parent IS 'agency that it belongs to, known or in these rows';
COMMENT ON COLUMN import_agency.valid_from IS 'first day on which it exists, YYYY-MM-DD or DD/MM/YYYY';
COMMENT ON COLUMN import_agency.valid_to IS 'last day on which it exists';
COMMENT ON COLUMN import_agency.attributes IS 'profile, a JSON object';
COMMENT ON COLUMN import_agency.problem IS 'why import() refused the row, a message: par.say(problem) says it';
COMMENT ON COLUMN import_agency.loaded_by IS 'role that loaded the row, and alone sees and imports it';

CREATE TABLE import_row (
    line bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    round text,
    agency text,
    criterion text,
    stage text,
    variable text,
    value text,
    points text,
    note text,
    problem jsonb,
    loaded_by text NOT NULL
);
COMMENT ON TABLE import_row IS 'assessments to be imported, as a CSV file gives them: a row for each variable, or for points given by hand. import() takes the good rows away and says what is wrong with the others';
COMMENT ON COLUMN import_row.line IS 'row of the file, numbered while it is loaded';
COMMENT ON COLUMN import_row.round IS 'round';
COMMENT ON COLUMN import_row.agency IS 'agency';
COMMENT ON COLUMN import_row.criterion IS 'criterion, a leaf of the scheme of the round; text, so that 1.10 is not 1.1';
COMMENT ON COLUMN import_row.stage IS 'self, appraisal or review';
COMMENT ON COLUMN import_row.variable IS 'variable of the criterion; NULL: the row gives points or a note';
COMMENT ON COLUMN import_row.value IS 'value of the variable; NULL: not yet known';
COMMENT ON COLUMN import_row.points IS 'points given by hand, in a row without a variable';
COMMENT ON COLUMN import_row.note IS 'remark on the assessment';
COMMENT ON COLUMN import_row.problem IS 'why import() refused the row, a message: par.say(problem) says it';
COMMENT ON COLUMN import_row.loaded_by IS 'role that loaded the row, and alone sees and imports it';

CREATE TABLE import_result (
    line bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    round text,
    agency text,
    agency_name text,
    league text,
    unranked_reason text,
    points text,
    max_points text,
    bonus text,
    penalty text,
    par_index text,
    rank text,
    number_ranked text,
    rank_change text,
    index_change text,
    grade text,
    problem jsonb,
    loaded_by text NOT NULL
);
COMMENT ON TABLE import_result IS 'results of an earlier year to be recorded, as a CSV file gives them: a row for each agency. record_published() takes the rows of a round away, or says what is wrong with some and records none';
COMMENT ON COLUMN import_result.line IS 'row of the file, numbered while it is loaded';
COMMENT ON COLUMN import_result.round IS 'round; NULL: the one that is recorded';
COMMENT ON COLUMN import_result.agency IS 'agency';
COMMENT ON COLUMN import_result.agency_name IS 'its name then; NULL: as it is called now';
COMMENT ON COLUMN import_result.league IS 'league within which it was ranked; NULL: main';
COMMENT ON COLUMN import_result.unranked_reason IS 'why it was not ranked, where it was not';
COMMENT ON COLUMN import_result.points IS 'points of the scored criteria';
COMMENT ON COLUMN import_result.max_points IS 'maximum of the criteria that applied';
COMMENT ON COLUMN import_result.bonus IS 'bonus';
COMMENT ON COLUMN import_result.penalty IS 'penalty';
COMMENT ON COLUMN import_result.par_index IS 'index';
COMMENT ON COLUMN import_result.rank IS 'rank within its league';
COMMENT ON COLUMN import_result.number_ranked IS 'number of agencies ranked in the league; NULL: those that are given';
COMMENT ON COLUMN import_result.rank_change IS 'places gained since the year before, as published';
COMMENT ON COLUMN import_result.index_change IS 'change of the index since the year before, as published';
COMMENT ON COLUMN import_result.grade IS 'grade';
COMMENT ON COLUMN import_result.problem IS 'why record_published() refused the row, a message: par.say(problem) says it';
COMMENT ON COLUMN import_result.loaded_by IS 'role that loaded the row, and alone sees and imports it';

CREATE TABLE import_item (
    line bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    round text,
    agency text,
    criterion text,
    source text,
    points text,
    max_points text,
    part_index text,
    rank text,
    not_applicable text,
    variable text,
    value text,
    problem jsonb,
    loaded_by text NOT NULL
);
COMMENT ON TABLE import_item IS 'points of an earlier year to be recorded, as far as they are known: a row for each leaf, field or source of an agency, and for each input';
COMMENT ON COLUMN import_item.line IS 'row of the file, numbered while it is loaded';
COMMENT ON COLUMN import_item.round IS 'round; NULL: the one that is recorded';
COMMENT ON COLUMN import_item.agency IS 'agency, with a result in the round';
COMMENT ON COLUMN import_item.criterion IS 'criterion that has none beneath it, or field';
COMMENT ON COLUMN import_item.source IS 'source, in a row without a criterion';
COMMENT ON COLUMN import_item.points IS 'points';
COMMENT ON COLUMN import_item.max_points IS 'maximum of what applied; NULL: that of the scheme';
COMMENT ON COLUMN import_item.part_index IS 'index of the field or source, as published';
COMMENT ON COLUMN import_item.rank IS 'rank in the field or from the source';
COMMENT ON COLUMN import_item.not_applicable IS 'whether it did not apply: true, có, 1; NULL: it did';
COMMENT ON COLUMN import_item.variable IS 'variable of the criterion, in a row for an input';
COMMENT ON COLUMN import_item.value IS 'its value: what previous(...) reads in a later round';
COMMENT ON COLUMN import_item.problem IS 'why record_published() refused the row, a message: par.say(problem) says it';
COMMENT ON COLUMN import_item.loaded_by IS 'role that loaded the row, and alone sees and imports it';

CREATE TYPE recorded_item AS (line bigint, agency text, criterion text, source text, points numeric, max_points numeric, part_index numeric, rank integer,
    not_applicable boolean, variable text, value jsonb, is_leaf boolean, level integer, problem jsonb);
COMMENT ON TYPE recorded_item IS 'row of import_item as it is read, and what is wrong with it';

-- results

CREATE TYPE leaf_value AS (agency text, criterion text, points numeric, applicable boolean);
COMMENT ON TYPE leaf_value IS 'points of an agency at a leaf, before they are rounded: NULL and applicable is not yet scored';

CREATE TYPE leaf_item AS (agency text, criterion text, stage text, inputs jsonb, context jsonb, by_hand boolean, note text,
    assessed_by text, assessed_at timestamptz, entered_points numeric, applicable boolean, exempt_reason text,
    counted_points numeric, counted_max_points numeric);
COMMENT ON TYPE leaf_item IS 'all that there is of an agency at a leaf: what was entered, its points, and points and maximum that count after the policies for what is not applicable';

CREATE TYPE agency_total AS (agency text, points numeric, max_points numeric, base_index numeric, bonus numeric, penalty numeric,
    has_zero boolean, tie_values numeric[]);
COMMENT ON TYPE agency_total IS 'sums of an agency from which its index and rank follow';

CREATE TYPE open_task AS (duty text, agency text, criterion text, problem jsonb, to_do jsonb, due_at timestamptz, is_barrier boolean);
COMMENT ON TYPE open_task IS 'what is still to be done in a round, and whose duty it is: that of the agency, of an appraiser, or of who runs the registry; until when, NULL is not said, and whether the round cannot leave its stage before';

-- sums of a round that is open

CREATE TABLE tally (
    round text,
    basis text CHECK (basis IN ('self', 'appraisal', 'official')),
    agency text,
    points numeric,
    max_points numeric,
    base_index numeric,
    bonus numeric NOT NULL,
    penalty numeric NOT NULL,
    has_zero boolean NOT NULL,
    unscored integer NOT NULL,
    tie_values numeric[],
    fields text[] NOT NULL,
    field_points numeric[] NOT NULL,
    field_maxima numeric[] NOT NULL,
    sources text[] NOT NULL,
    source_points numeric[] NOT NULL,
    source_maxima numeric[] NOT NULL,
    PRIMARY KEY (round, basis, agency),
    FOREIGN KEY (round, agency) REFERENCES participant ON DELETE CASCADE
);
CREATE INDEX ON tally (round, agency);
COMMENT ON TABLE tally IS 'sums of each agency in an open round, as things stand: what ranks and parts of the index are read from. Follows what is written; an agency that is in stale_tally, or not here, is computed when it is read';
COMMENT ON COLUMN tally.round IS 'round';
COMMENT ON COLUMN tally.basis IS 'what the points are: self, appraisal (the first one, with the survey) or official';
COMMENT ON COLUMN tally.agency IS 'agency';
COMMENT ON COLUMN tally.points IS 'points of the scored criteria, after the policies for what is not applicable; NULL: nothing applies';
COMMENT ON COLUMN tally.max_points IS 'maximum of what applies';
COMMENT ON COLUMN tally.base_index IS '100 points / maximum, exact to 16 decimals';
COMMENT ON COLUMN tally.bonus IS 'bonus, before its cap';
COMMENT ON COLUMN tally.penalty IS 'penalty, before its cap';
COMMENT ON COLUMN tally.has_zero IS 'whether a scored criterion has 0 points, before rounding';
COMMENT ON COLUMN tally.unscored IS 'number of leaves that apply and have no points';
COMMENT ON COLUMN tally.tie_values IS 'shares of the criteria that decide ties';
COMMENT ON COLUMN tally.fields IS 'fields';
COMMENT ON COLUMN tally.field_points IS 'points in each field; NULL: not applicable';
COMMENT ON COLUMN tally.field_maxima IS 'maximum in each field';
COMMENT ON COLUMN tally.sources IS 'sources';
COMMENT ON COLUMN tally.source_points IS 'points from each source';
COMMENT ON COLUMN tally.source_maxima IS 'maximum from each source';

CREATE TABLE stale_tally (
    round text NOT NULL,
    agency text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('self', 'appraisal', 'review')),
    FOREIGN KEY (round, agency) REFERENCES participant ON DELETE CASCADE
);
CREATE INDEX ON stale_tally (round, agency);
ALTER TABLE stale_tally REPLICA IDENTITY FULL;
COMMENT ON TABLE stale_tally IS 'agencies that were written while somebody else kept the tally of their round: rows are only added by writers, so that none waits for another, and taken away by who keeps the tally next';
COMMENT ON COLUMN stale_tally.round IS 'round';
COMMENT ON COLUMN stale_tally.agency IS 'agency';
COMMENT ON COLUMN stale_tally.stage IS 'what was written: its self-assessment, its appraisal or what counts with it, or its review';

-- what was published: all that its pages show, and what it follows from

CREATE TABLE publication (
    round text REFERENCES round ON DELETE CASCADE,
    revision integer,
    scheme text NOT NULL REFERENCES scheme,
    year integer NOT NULL,
    title text NOT NULL,
    survey_held boolean NOT NULL,
    previous text,
    previous_revision integer,
    fingerprint text NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
    fingerprint_version integer NOT NULL,
    published_by text NOT NULL,
    published_at timestamptz NOT NULL,
    recorded_by text,
    recorded_at timestamptz,
    log_head text,
    PRIMARY KEY (round, revision),
    FOREIGN KEY (previous, previous_revision) REFERENCES publication,
    CONSTRAINT "recorded_by and recorded_at are set together" CHECK ((recorded_by IS NULL) = (recorded_at IS NULL))
);
COMMENT ON TABLE publication IS 'revisions of rounds that are published, frozen: written by publish and record_published alone, never changed or removed, but for what was recorded until another is built on it. The last one of a round is shown';
COMMENT ON COLUMN publication.round IS 'round';
COMMENT ON COLUMN publication.revision IS 'revision: 1, and one more for each correction';
COMMENT ON COLUMN publication.scheme IS 'scheme that was applied';
COMMENT ON COLUMN publication.year IS 'year that was assessed';
COMMENT ON COLUMN publication.title IS 'title of the round then';
COMMENT ON COLUMN publication.survey_held IS 'whether the survey was held';
COMMENT ON COLUMN publication.previous IS 'round with which it was compared, and which previous(...) read; NULL: none';
COMMENT ON COLUMN publication.previous_revision IS 'and its revision then';
COMMENT ON COLUMN publication.fingerprint IS 'SHA-256 of the scheme, this row, and all results of the revision with what they follow from';
COMMENT ON COLUMN publication.fingerprint_version IS 'version of what the fingerprint covers, and how';
COMMENT ON COLUMN publication.published_by IS 'role that published it; of a recorded round the decision or report that did';
COMMENT ON COLUMN publication.published_at IS 'when';
COMMENT ON COLUMN publication.recorded_by IS 'role that recorded it, where it had been published before; NULL: it was computed and published here';
COMMENT ON COLUMN publication.recorded_at IS 'when it was recorded';
COMMENT ON COLUMN publication.log_head IS 'head of the log of changes when it was published; NULL: nothing was sealed';

CREATE TABLE result (
    round text REFERENCES round ON DELETE CASCADE,
    revision integer,
    agency text REFERENCES agency,
    agency_name text NOT NULL,
    agency_name_en text,
    league text NOT NULL,
    ranked boolean NOT NULL,
    unranked_reason text,
    zero_reason text,
    capped_grade text,
    cap_reason text,
    points numeric,
    max_points numeric,
    bonus numeric,
    penalty numeric,
    exact_index numeric,
    par_index numeric,
    rank integer,
    number_ranked integer,
    rank_change integer,
    index_change numeric,
    grade text,
    PRIMARY KEY (round, revision, agency)
);
CREATE INDEX ON result (agency);
CREATE INDEX result_shown ON result ((agency::varchar(60)));
COMMENT ON TABLE result IS 'published results, frozen: written by publish and record_published alone. In a recorded round NULL is what is not known. Rows of a revision that is not in publication are no results';
COMMENT ON COLUMN result.round IS 'round';
COMMENT ON COLUMN result.revision IS 'revision: 1, and one more for each correction';
COMMENT ON COLUMN result.agency IS 'agency';
COMMENT ON COLUMN result.agency_name IS 'its name then, in Vietnamese';
COMMENT ON COLUMN result.agency_name_en IS 'its name then, in English';
COMMENT ON COLUMN result.league IS 'league within which it is ranked';
COMMENT ON COLUMN result.ranked IS 'whether it took part in the ranking';
COMMENT ON COLUMN result.unranked_reason IS 'why not';
COMMENT ON COLUMN result.zero_reason IS 'decision that what it was not scored on counts 0';
COMMENT ON COLUMN result.capped_grade IS 'highest grade that it could get, by a decision';
COMMENT ON COLUMN result.cap_reason IS 'reason of that decision';
COMMENT ON COLUMN result.points IS 'points of the scored criteria';
COMMENT ON COLUMN result.max_points IS 'maximum of the criteria that apply';
COMMENT ON COLUMN result.bonus IS 'bonus, within its cap';
COMMENT ON COLUMN result.penalty IS 'penalty, within its cap';
COMMENT ON COLUMN result.exact_index IS 'index before rounding, to 16 decimals; NULL in a recorded round';
COMMENT ON COLUMN result.par_index IS 'index, rounded to the decimals of the scheme';
COMMENT ON COLUMN result.rank IS 'rank within round and league; NULL: not ranked';
COMMENT ON COLUMN result.number_ranked IS 'number of agencies ranked in the league';
COMMENT ON COLUMN result.rank_change IS 'places gained since the previous round in the same league; NULL: not compared';
COMMENT ON COLUMN result.index_change IS 'change of the index since the previous round, from unrounded values; NULL: not compared';
COMMENT ON COLUMN result.grade IS 'grade; NULL: none';

CREATE TABLE result_part (
    round text,
    revision integer,
    agency text,
    dimension text CHECK (dimension IN ('field', 'source')),
    part text,
    place integer NOT NULL,
    title text,
    title_en text,
    points numeric,
    max_points numeric,
    part_index numeric,
    rank integer,
    PRIMARY KEY (round, revision, agency, dimension, part)
);
COMMENT ON TABLE result_part IS 'published parts of the index, by field and by source, frozen like result';
COMMENT ON COLUMN result_part.round IS 'round';
COMMENT ON COLUMN result_part.revision IS 'revision';
COMMENT ON COLUMN result_part.agency IS 'agency';
COMMENT ON COLUMN result_part.dimension IS 'field or source';
COMMENT ON COLUMN result_part.part IS 'field, or source';
COMMENT ON COLUMN result_part.place IS 'its number in the order of the scheme';
COMMENT ON COLUMN result_part.title IS 'title of a field, in Vietnamese';
COMMENT ON COLUMN result_part.title_en IS 'title of a field, in English';
COMMENT ON COLUMN result_part.points IS 'points; NULL: nothing applies';
COMMENT ON COLUMN result_part.max_points IS 'maximum of what applies';
COMMENT ON COLUMN result_part.part_index IS 'points as a percentage of the maximum, rounded to the decimals of the scheme';
COMMENT ON COLUMN result_part.rank IS 'rank in the part within round and league, ties sharing the best place';

CREATE TABLE result_item (
    round text,
    revision integer,
    agency text,
    criterion text,
    stage text,
    inputs jsonb,
    context jsonb,
    by_hand boolean,
    note text,
    assessed_by text,
    assessed_at timestamptz,
    entered_points numeric,
    not_applicable boolean NOT NULL,
    exempt_reason text,
    points numeric,
    max_points numeric,
    PRIMARY KEY (round, revision, agency, criterion)
);
COMMENT ON TABLE result_item IS 'published points of each leaf, with what they follow from, frozen like result; of what is monitored, which does not count, what was entered';
COMMENT ON COLUMN result_item.round IS 'round';
COMMENT ON COLUMN result_item.revision IS 'revision';
COMMENT ON COLUMN result_item.agency IS 'agency';
COMMENT ON COLUMN result_item.criterion IS 'leaf of the scheme';
COMMENT ON COLUMN result_item.stage IS 'where the official points come from: survey, appraisal or review; recorded in a recorded round; NULL: nothing was entered';
COMMENT ON COLUMN result_item.inputs IS 'inputs of the official assessment, as entered: what previous(...) reads in a later round';
COMMENT ON COLUMN result_item.context IS 'values of the context terms that the rule read';
COMMENT ON COLUMN result_item.by_hand IS 'whether the points were given by hand';
COMMENT ON COLUMN result_item.note IS 'remark on the assessment';
COMMENT ON COLUMN result_item.assessed_by IS 'who assessed';
COMMENT ON COLUMN result_item.assessed_at IS 'when';
COMMENT ON COLUMN result_item.entered_points IS 'points of the survey or the assessment, before zeros, rounding and policies';
COMMENT ON COLUMN result_item.not_applicable IS 'whether it did not apply, by its rule or an exemption';
COMMENT ON COLUMN result_item.exempt_reason IS 'reason of the exemption, if there is one';
COMMENT ON COLUMN result_item.points IS 'points that count, after the policy for what is not applicable; NULL: not applicable, or monitored';
COMMENT ON COLUMN result_item.max_points IS 'maximum that counts; NULL: not applicable, or monitored';

CALL par.registry_sheet_tables();
CALL par.registry_feed_tables();
CALL par.registry_round_tables();
CALL par.registry_log_tables();

-- Plans do not depend on statistics; where they exist they help.  Autovacuum by itself never
-- comes to tables of fewer than 50 rows.
FOR part IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = current_schema() AND c.relkind = 'r' LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_analyze_threshold = 10)', part);
END LOOP;

END
$template$;
COMMENT ON PROCEDURE par.registry_tables() IS 'internal: tables of a registry';

-- What of a registry hangs on the extension: DROP EXTENSION CASCADE takes these
-- columns, and upgrade_registry restores them.
CREATE PROCEDURE par.registry_derived_columns()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();
    ALTER TABLE criterion ADD COLUMN IF NOT EXISTS
        rule par.rule GENERATED ALWAYS AS (rule_text::par.rule) STORED;
    COMMENT ON COLUMN criterion.rule IS 'scoring rule, read from rule_text';
    ALTER TABLE comment ADD COLUMN IF NOT EXISTS
        rule par.rule GENERATED ALWAYS AS (proposed_rule::par.rule) STORED;
    COMMENT ON COLUMN comment.rule IS 'rule proposed, read from proposed_rule';
END
$template$;
COMMENT ON PROCEDURE par.registry_derived_columns() IS 'internal: columns of a registry that are of types of the extension';
