-- The scheme of Decision 766/QĐ-TTg (23 June 2022): quality of service to
-- citizens and businesses in administrative procedures and public services,
-- 100 points in six fields.
--
-- Source of maxima and rules: rebuilt from the figures that the national
-- public-service portal publishes (its own scores are met within 0.015); this
-- is not a legal text.  English titles are the project's.
--
-- Not public, and therefore without a rule here: how the 20 points of the six
-- digitization criteria besides re-use divide among them (each is its maximum
-- times a ratio, at most the maximum).  Where no decision is known on a
-- denominator of zero, the rule leaves the division open, and par.score refuses
-- it, naming the divisor.
--
-- Loads rows of scheme 'QD766' into the table scheme_criterion in the first
-- schema of the search path, which is created if need be.  Fields have no
-- rule; monitored criteria have a maximum of 0 and are never counted.

CREATE TABLE IF NOT EXISTS scheme_criterion (
    scheme text NOT NULL,
    code text NOT NULL,
    parent text,
    position integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('field', 'scored', 'monitor')),
    title text NOT NULL,
    title_en text NOT NULL,
    max_points numeric NOT NULL CHECK (max_points >= 0),
    rule par.rule,
    PRIMARY KEY (scheme, code),
    FOREIGN KEY (scheme, parent) REFERENCES scheme_criterion
);

COPY scheme_criterion (scheme, code, parent, position, kind, title, title_en, max_points, rule) FROM stdin;
QD766	openness	\N	1	field	Công khai, minh bạch	Openness and transparency	18	\N
QD766	published_on_time	openness	1	scored	Thủ tục hành chính được công bố đúng hạn	Procedures published on time	6	6 * n / d
QD766	updated_on_time	openness	2	scored	Thủ tục hành chính được cập nhật, công khai đúng hạn	Procedures updated on time	4	4 * n / d
QD766	complete_content	openness	3	scored	Thủ tục hành chính được công khai có đầy đủ nội dung	Procedures with complete content	2	2 * n / d
QD766	dossiers_synchronized	openness	4	scored	Hồ sơ được đồng bộ lên Cổng Dịch vụ công quốc gia	Dossiers synchronized with the national portal	6	6 * n / d
QD766	progress	\N	2	field	Tiến độ giải quyết	Progress of settlement	20	\N
QD766	settled_on_time	progress	1	scored	Hồ sơ được giải quyết đúng hạn	Dossiers settled on time	20	20 * ratio(on_time, received, 0)
QD766	online	\N	3	field	Cung cấp dịch vụ công trực tuyến	Online public services	12	\N
QD766	online_services	online	1	scored	Dịch vụ công trực tuyến	Online services offered and used	12	min(2, 2 * ((partial + full) / authority) / 80%) + 4 * (online_dossiers / online_services) + min(6, 6 * (channel_online / channel_total) / 50%)
QD766	digitization	\N	4	field	Số hóa hồ sơ	Digitization of dossiers	22	\N
QD766	digitization_reuse	digitization	1	scored	Khai thác, sử dụng lại thông tin, dữ liệu số hóa	Re-use of digitized information	2	min(2, 2 * (n / d) / 80%)
QD766	digitization_other	digitization	2	scored	Sáu tiêu chí số hóa khác	The six other digitization criteria	20	\N
QD766	satisfaction	\N	5	field	Mức độ hài lòng	Satisfaction	18	\N
QD766	dossier_satisfaction	satisfaction	1	scored	Mức độ hài lòng trong giải quyết hồ sơ	Satisfaction with dossier handling	6	min(6, 6 * ratio(n, d, 0) / 90%)
QD766	petition_on_time	satisfaction	2	scored	Phản ánh, kiến nghị được xử lý đúng hạn	Petitions handled on time	6	6 * ratio(n, d, 1)
QD766	petition_satisfaction	satisfaction	3	scored	Mức độ hài lòng trong xử lý phản ánh, kiến nghị	Satisfaction with the handling of petitions	6	6 * ratio(n, d, 1)
QD766	petition_class_subject	satisfaction	4	monitor	Phân loại phản ánh, kiến nghị theo đối tượng	Petitions by kind of petitioner	0	\N
QD766	petition_class_content	satisfaction	5	monitor	Phân loại phản ánh, kiến nghị theo nội dung	Petitions by content	0	\N
QD766	payment	\N	6	field	Thanh toán trực tuyến	Online payment	10	\N
QD766	online_payment	payment	1	scored	Thanh toán trực tuyến	Online payment of fees	10	6 * ratio(paid, payable, 0) + min(2, 2.5 * ratio(online_formality_paid, fee_formality, 0)) + 2.5 * ratio(fee_dossier_formality, fee_formality, 0)
\.
