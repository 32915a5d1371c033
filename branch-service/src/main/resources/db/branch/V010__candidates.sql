-- A branch holds several candidates, told apart by their digests.
ALTER TABLE branch_bundle DROP CONSTRAINT branch_bundle_pkey;
ALTER TABLE branch_bundle ADD PRIMARY KEY (uid, role, digest);
