-- The person types. Again changes nothing but the time, so no op is needed.
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
set('y', now)
return {'done', '0'}
