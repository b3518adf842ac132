"""What can be held and bought: providers, categories, benefits, bundles and their revisions, offers.

A **benefit** is one kind of right; a **bundle** composes benefits and other bundles; publishing a bundle
makes an immutable, numbered **revision**; an **offer** puts a price on a bundle. The whole catalogue is one
document (YAML) that is applied as one: what it no longer names is retired, never deleted.
"""
